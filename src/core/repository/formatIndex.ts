import type { Dependency, Maintainer } from '../chart/metadata';
import type { GoJson } from '../../util/goJson';
import { formatGoJson, formatGoJsonIndented } from '../../util/goJson';
import { compareUtf8 } from '../../util/bytes';
import type { YamlValue } from '../yaml/emitGoYaml';
import { emitGoYaml } from '../yaml/emitGoYaml';
import type { ChartIndex, ChartVersion } from './chartIndex';

type Members = ReadonlyMap<string, GoJson>;

/** The bytes that Helm writes: YAML with sorted keys, or JSON in the order of Helm's structs, without a final line break. */
export function formatIndex(index: ChartIndex, syntax: 'yaml' | 'json'): string {
  const value = indexMembers(index);
  return syntax === 'json' ? formatGoJsonIndented(value, '  ') : emitGoYaml(toYaml(value));
}

/** The lines of one chart, its key and all versions given, as they stand in the YAML that Helm writes. */
export function formatVersions(chart: string, versions: readonly ChartVersion[]): string {
  const whole = emitGoYaml({ entries: { [chart]: versions.map(version => toYaml(versionMembers(version))) } });
  return whole.slice(whole.indexOf('\n') + 1);
}

/** All that an index says of a version, to compare. */
export function versionText(version: ChartVersion): string {
  return formatGoJson(versionMembers(version));
}

function indexMembers(index: ChartIndex): Members {
  const charts = [...index.entries].sort(([a], [b]) => compareUtf8(a, b));
  return members([
    ['apiVersion', index.apiVersion],
    ['generated', index.generated],
    ['entries', new Map(charts.map(([name, versions]) => [name, versions.map(versionMembers)]))],
    ['publicKeys', listOf(index.publicKeys)],
    ['annotations', mapOf(index.annotations)],
  ]);
}

/** A version as Helm's structs give it to JSON. */
export function versionMembers({ metadata, urls, created, removed, digest, legacy }: ChartVersion): Members {
  return members([
    ['name', textOf(metadata.name)],
    ['home', textOf(metadata.home)],
    ['sources', listOf(metadata.sources)],
    ['version', textOf(metadata.version)],
    ['description', textOf(metadata.description)],
    ['keywords', listOf(metadata.keywords)],
    ['maintainers', listOf(metadata.maintainers?.map(item => item && maintainerMembers(item)))],
    ['icon', textOf(metadata.icon)],
    ['apiVersion', textOf(metadata.apiVersion)],
    ['condition', textOf(metadata.condition)],
    ['tags', textOf(metadata.tags)],
    ['appVersion', textOf(metadata.appVersion)],
    ['deprecated', metadata.deprecated || undefined],
    ['annotations', mapOf(metadata.annotations)],
    ['kubeVersion', textOf(metadata.kubeVersion)],
    ['dependencies', listOf(metadata.dependencies?.map(item => item && dependencyMembers(item)))],
    ['type', textOf(metadata.type)],
    ['urls', urls.length === 0 ? null : urls],
    ['created', created],
    ['removed', removed],
    ['digest', textOf(digest)],
    ['checksum', textOf(legacy?.checksum)],
    ['engine', textOf(legacy?.engine)],
    ['tillerVersion', textOf(legacy?.tillerVersion)],
    ['url', textOf(legacy?.url)],
  ]);
}

function maintainerMembers({ name, email, url }: Maintainer): Members {
  return members([
    ['name', textOf(name)],
    ['email', textOf(email)],
    ['url', textOf(url)],
  ]);
}

function dependencyMembers(dependency: Dependency): Members {
  return members([
    ['name', dependency.name],
    ['version', textOf(dependency.version)],
    ['repository', dependency.repository],
    ['condition', textOf(dependency.condition)],
    ['tags', listOf(dependency.tags)],
    ['enabled', dependency.enabled || undefined],
    ['import-values', listOf(dependency.importValues as readonly GoJson[] | undefined)],
    ['alias', textOf(dependency.alias)],
  ]);
}

function members(pairs: readonly (readonly [string, GoJson])[]): Members {
  return new Map(pairs.filter(([, value]) => value !== undefined));
}

function textOf(text: string | undefined): GoJson {
  return text === '' ? undefined : text;
}

function listOf(list: readonly GoJson[] | undefined): GoJson {
  return list === undefined || list.length === 0 ? undefined : list;
}

function mapOf(map: Readonly<Record<string, string>> | undefined): GoJson {
  return map === undefined || Object.keys(map).length === 0 ? undefined : map;
}

function toYaml(value: GoJson): YamlValue {
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? Number(value) : (value ?? null);
  if (Array.isArray(value)) return (value as readonly GoJson[]).map(toYaml);
  const entries: readonly (readonly [string, GoJson])[] =
    value instanceof Map ? [...(value as Members)] : Object.entries(value);
  return Object.fromEntries(entries.map(([key, member]) => [key, toYaml(member)]));
}
