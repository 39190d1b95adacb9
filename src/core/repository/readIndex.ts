import { findMetadataFault } from '../chart/validateMetadata';
import type { TextRange } from '../findings';
import type { YamlNode } from '../yaml/goYaml';
import { keyText } from '../yaml/plainValue';
import type { ChartIndex, ChartVersion, HelmRules, IndexProblem, ReadIndex, SkippedEntry } from './chartIndex';
import { zeroTime } from './chartIndex';
import { chartVersionOf } from './chartVersionOf';
import type { Fault, GoValues } from './decodeGo';
import { GoDecoder } from './decodeGo';
import { indexTypes } from './indexType';
import type { ReducedVersion, ScannedIndex } from './scanIndex';
import { scanIndex } from './scanIndex';
import { sortVersions } from './sortVersions';

const wholeFile: TextRange = { start: 0, end: 0 };

/**
 * Reads an index.yaml as Helm loads it (pkg/repo loadIndex): JSON leniently, YAML strictly; entries that do not pass Helm's
 * checks are left out; each chart's versions are sorted, newest first. Never throws; what Helm refuses is in `problems`,
 * Helm's own complaint first. Ranges count in the text without a byte order mark.
 */
export function readIndex(bytes: Uint8Array, rules: HelmRules = 'helm4'): ReadIndex {
  if (bytes.length === 0) return refused({ reason: 'empty', helmText: 'empty index.yaml file', range: wholeFile });
  return readScanned(scanIndex(bytes, rules), rules);
}

const fromYaml = 'error converting YAML to JSON: ';
const fromJson = 'error unmarshaling JSON: while decoding JSON: ';

/** The same of an index that was scanned before. */
export function readScanned(
  { root, problem, repeated = [], syntax, reduced }: ScannedIndex,
  rules: HelmRules,
): ReadIndex {
  if (problem !== undefined)
    return refused({ reason: 'syntax', helmText: fromYaml + problem.goText, range: problem.range });
  if (repeated.length > 0) {
    const lines = repeated.map(({ line, key }) => `\n  line ${line}: key ${key} already set in map`);
    const helmText = `${fromYaml}yaml: unmarshal errors:${lines.join('')}`;
    return refused(...repeated.map(({ range }): IndexProblem => ({ reason: 'repeatedKey', helmText, range })));
  }
  const decoder = new GoDecoder({ rules, syntax }, reduced);
  const type = { kind: 'struct', struct: indexTypes[rules] } as const;
  const values = root === undefined ? undefined : decoder.value(root, type, undefined, true);
  const faults = [...decoder.timeFaults, ...decoder.faults];
  if (faults.length > 0) return refused(...faults.map(fault => problemOf(fault, syntax)));
  return assemble((values ?? {}) as GoValues, root, rules);
}

function problemOf({ goText, ...fault }: Fault, syntax: 'yaml' | 'json'): IndexProblem {
  return { ...fault, helmText: syntax === 'yaml' ? fromJson + goText : goText };
}

function assemble(values: GoValues, root: YamlNode | undefined, rules: HelmRules): ReadIndex {
  const skipped: SkippedEntry[] = [];
  const entries = new Map<string, readonly ChartVersion[]>();
  const decoded = (values['entries'] ?? new Map()) as ReadonlyMap<
    string,
    readonly (GoValues | ReducedVersion | null)[]
  >;
  for (const [chart, versions] of decoded) {
    const places = rangesOf(root, chart);
    const kept = versions.flatMap((version, position) => {
      const read = version === null ? undefined : isReduced(version) ? version.version : chartVersionOf(version);
      const helmText = read === undefined ? 'empty entry' : skipReason(read, rules);
      if (read !== undefined && helmText === undefined) return [read];
      skipped.push({
        chart,
        version: read?.metadata.version ?? '',
        position,
        helmText: helmText ?? '',
        crashesHelm3: read === undefined,
        range: places[position] ?? wholeFile,
      });
      return [];
    });
    entries.set(chart, sortVersions(kept));
  }
  const index: ChartIndex = {
    apiVersion: (values['apiVersion'] ?? '') as string,
    generated: (values['generated'] ?? zeroTime) as string,
    entries,
    ...(values['publicKeys'] === undefined ? {} : { publicKeys: values['publicKeys'] as readonly string[] }),
    ...(values['annotations'] === undefined
      ? {}
      : { annotations: Object.fromEntries(values['annotations'] as ReadonlyMap<string, string>) }),
  };
  if (index.apiVersion === '')
    return { skipped, problems: [{ reason: 'noApiVersion', helmText: 'no API version specified', range: wholeFile }] };
  return { index, skipped, problems: [] };
}

function isReduced(version: GoValues | ReducedVersion): version is ReducedVersion {
  return 'timeFaults' in version;
}

/** Helm's reason to leave an entry out. Repeated dependencies pass here (helm/helm#12748). */
export function skipReason({ metadata }: ChartVersion, rules: HelmRules): string | undefined {
  const fault = findMetadataFault(metadata);
  if (fault === undefined || fault.reason === 'dependencyRepeated') return undefined;
  if (rules === 'helm3' && fault.reason === 'nameNotAllowed')
    return skipReason({ metadata: { ...metadata, name: 'x' }, urls: [], created: '' }, rules);
  return `validation: ${fault.helmText}`;
}

/** Where the versions of a chart stand in the file. */
function rangesOf(root: YamlNode | undefined, chart: string): readonly TextRange[] {
  const entries = valueOf(root, key => key.toLowerCase() === 'entries');
  const versions = valueOf(entries, key => key === chart);
  return versions?.kind === 'list' ? versions.items.map(item => item.range) : [];
}

function valueOf(node: YamlNode | undefined, matches: (key: string) => boolean): YamlNode | undefined {
  return node?.kind === 'map' ? node.entries.findLast(entry => matches(keyText(entry.key)))?.value : undefined;
}

function refused(...problems: readonly IndexProblem[]): ReadIndex {
  return { skipped: [], problems };
}
