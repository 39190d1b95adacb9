import { parseConstraint, satisfies } from '../chart/constraint';
import type { DecodedMetadata } from '../chart/metadata';
import { compareVersions, parseVersion } from '../chart/version';
import { fieldEntry, fieldItems, fieldText } from '../chart/yamlFields';
import { firstLine } from '../chart/checkChartYaml';
import type { Finding } from '../findings';
import { collector } from '../rule';
import type { YamlMap } from '../yaml/goYaml';
import { parseGoYaml } from '../yaml/goYaml';
import { chartTable } from './chartTable';
import { nameRange } from './checkLock';

/** A version of this chart that a repository already has. */
export interface PublishedVersion {
  /** The name or address of the repository. */
  readonly where: string;
  readonly metadata: DecodedMetadata;
}

/** What is known of published charts without asking anyone. */
export interface KnownVersions {
  /** The versions of a dependency; `undefined` when its repository was never looked into. */
  readonly versionsOf: (repository: string, name: string) => readonly string[] | undefined;
  readonly published: readonly PublishedVersion[];
}

export interface NewestVersions {
  readonly newest: string | undefined;
  /** The newest that the range takes. */
  readonly inRange: string | undefined;
}

/** The newest released version, and the newest that Helm 4 would take for a range. Pre-releases count if the range takes them. */
export function newestVersions(versions: readonly string[], range: string): NewestVersions {
  const constraint = parseConstraint(range);
  const sorted = versions.flatMap(text => parseVersion(text) ?? []).sort((a, b) => compareVersions(b, a));
  const newest = sorted.find(({ prerelease }) => prerelease === '') ?? sorted[0];
  const inRange =
    constraint === undefined ? undefined : sorted.find(version => satisfies(constraint, version, 'helm4'));
  return { newest: newest?.original, inRange: inRange?.original };
}

/** Ranges that no known version satisfies, and a version of the chart that is published with other contents. */
export function checkKnownVersions(text: string, known: KnownVersions): readonly Finding[] {
  const { findings, report } = collector(chartTable);
  const { root } = parseGoYaml(text);
  if (root?.kind !== 'map') return findings;
  for (const item of fieldItems(root, 'dependencies')) {
    if (item.kind !== 'map') continue;
    const [name, repository, wanted] = ['name', 'repository', 'version'].map(field => fieldText(item, field));
    if (name === undefined || repository === undefined || wanted === undefined || name === '') continue;
    const versions = known.versionsOf(repository, name);
    if (versions === undefined || parseConstraint(wanted) === undefined) continue;
    const { newest, inRange } = newestVersions(versions, wanted);
    const at = fieldEntry(item, 'version')?.value.range ?? nameRange(item);
    if (newest === undefined) report('dependencies/unknown-chart', nameRange(item), { name, repository });
    else if (inRange === undefined)
      report(
        'dependencies/no-version-fits',
        at,
        { name, wanted, newest },
        { fix: { range: at, newText: `^${newest}` } },
      );
  }
  checkPublished(root, text, known.published, report);
  return findings;
}

function checkPublished(
  root: YamlMap,
  text: string,
  published: readonly PublishedVersion[],
  report: ReturnType<typeof collector<typeof chartTable>>['report'],
): void {
  const version = fieldText(root, 'version');
  for (const { where, metadata } of published) {
    if (metadata.version !== version || metadata.name !== fieldText(root, 'name')) continue;
    if (!isOfSamePeople(root, metadata)) continue;
    const differs = plainFields.find(field => (metadata[field] ?? '') !== fieldText(root, field));
    const others = differs ?? (dependenciesDiffer(root, metadata) ? 'dependencies' : undefined);
    if (others === undefined) continue;
    const at = fieldEntry(root, 'version')?.value.range ?? firstLine(text);
    return report('chart/version-published', at, { version, where, field: others });
  }
}

const plainFields = ['appVersion', 'description', 'kubeVersion', 'home', 'icon'] as const;

/** Names are not unique in the world: another's chart of the same name and version says nothing about this one. */
function isOfSamePeople(root: YamlMap, metadata: DecodedMetadata): boolean {
  const home = fieldText(root, 'home');
  const sources = new Set(fieldItems(root, 'sources').map(item => (item.kind === 'scalar' ? item.text : '')));
  const names = new Set(
    fieldItems(root, 'maintainers').map(item => (item.kind === 'map' ? fieldText(item, 'name') : '')),
  );
  const theirs = metadata.maintainers ?? [];
  if (home === '' && sources.size === 0 && names.size === 0)
    return metadata.home === undefined && metadata.sources === undefined && theirs.length === 0;
  return (
    (home !== '' && metadata.home === home) ||
    metadata.sources?.some(each => sources.has(each)) === true ||
    theirs.some(each => names.has(each?.name ?? ''))
  );
}

function dependenciesDiffer(root: YamlMap, metadata: DecodedMetadata): boolean {
  const show = (name: string, version: string): string => `${name} ${version}`;
  const ours = fieldItems(root, 'dependencies').map(item =>
    item.kind === 'map' ? show(fieldText(item, 'name'), fieldText(item, 'version')) : '',
  );
  const theirs = (metadata.dependencies ?? []).map(each => show(each?.name ?? '', each?.version ?? ''));
  return ours.join('\n') !== theirs.join('\n');
}
