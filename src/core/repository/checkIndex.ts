import { compareVersions, parseVersion } from '../chart/version';
import { fieldEntry, fieldItems, fieldText } from '../chart/yamlFields';
import type { Finding, TextRange } from '../findings';
import { collector, sortFindings } from '../rule';
import { quoteFix, removeEntry } from '../yaml/edits';
import type { YamlEntry, YamlMap, YamlNode } from '../yaml/goYaml';
import { parseGoYaml } from '../yaml/goYaml';
import { keyText } from '../yaml/plainValue';
import { encodeUtf8 } from '../../util/bytes';
import type { IndexProblem } from './chartIndex';
import type { IndexReport } from './indexTable';
import { indexTable } from './indexTable';
import { readIndex } from './readIndex';

/** A package that the index says lies beside it. */
export interface ListedPackage {
  readonly name: string;
  readonly version: string;
  /** Relative, as written. */
  readonly url: string;
  readonly urlRange: TextRange;
  /** Empty when there is none. */
  readonly digest: string;
  readonly digestRange: TextRange;
  readonly created: string;
  readonly createdRange: TextRange;
}

export interface CheckedIndex {
  readonly findings: readonly Finding[];
  readonly packages: readonly ListedPackage[];
}

/** What Helm refuses or leaves out of an index.yaml, and what its users regret. Never throws. */
export function checkIndex(text: string): CheckedIndex {
  const { findings, report } = collector(indexTable);
  const { problems, skipped } = readIndex(encodeUtf8(text));
  const { root } = parseGoYaml(text);
  const map = root?.kind === 'map' ? root : undefined;
  for (const problem of problems) reportProblem(problem, map, text, report);
  for (const entry of skipped) {
    const range = firstLineOf(text, entry.range);
    report('index/skipped-entry', range, { detail: entry.helmText }, { helmText: entry.helmText });
  }
  const packages: ListedPackage[] = [];
  const entries = map === undefined ? undefined : fieldEntry(map, 'entries')?.value;
  if (entries?.kind === 'map') for (const entry of entries.entries) packages.push(...checkChart(entry, report));
  return { findings: sortFindings(findings), packages };
}

function reportProblem(problem: IndexProblem, root: YamlMap | undefined, text: string, report: IndexReport): void {
  const { helmText } = problem;
  const range =
    problem.range.end > problem.range.start ? problem.range : firstLineOf(text, { start: 0, end: text.length });
  const at = root === undefined ? undefined : findPlace(root, problem.range);
  const key = at === undefined ? '' : keyText(at.key);
  switch (problem.reason) {
    case 'repeatedKey':
    case 'unknownKey': {
      const fix = at === undefined ? undefined : removeEntry(text, at);
      const code = problem.reason === 'repeatedKey' ? 'index/duplicate-key' : 'index/unknown-key';
      return report(code, at?.key.range ?? range, { key }, { helmText, ...(fix === undefined ? {} : { fix }) });
    }
    case 'wrongType': {
      const fix = quoteFix(at?.value);
      const expected = / of type (\S+)$/.exec(helmText)?.[1] ?? 'another type';
      const args = { field: key === '' ? 'the value' : key, expected: expected === 'string' ? 'a text' : expected };
      return report('index/wrong-type', range, args, { helmText, ...(fix === undefined ? {} : { fix }) });
    }
    case 'time':
      return report('index/time', range, { value: text.slice(range.start, range.end) }, { helmText });
    case 'noApiVersion': {
      const fix = {
        range: { start: 0, end: 0 },
        newText: text.includes('\r\n') ? 'apiVersion: v1\r\n' : 'apiVersion: v1\n',
      };
      return report('index/api-version-required', range, {}, { helmText, ...(root === undefined ? {} : { fix }) });
    }
    default:
      return report('index/syntax', range, { detail: helmText }, { helmText });
  }
}

/** The entry whose key or value is at a place. */
function findPlace(node: YamlNode, range: TextRange): YamlEntry | undefined {
  if (node.kind === 'list') {
    for (const item of node.items) {
      const found = contains(item.range, range) ? findPlace(item, range) : undefined;
      if (found !== undefined) return found;
    }
  }
  if (node.kind !== 'map') return undefined;
  for (const entry of node.entries) {
    if (contains(entry.key.range, range)) return entry;
    if (!contains(entry.value.range, range)) continue;
    return findPlace(entry.value, range) ?? entry;
  }
  return undefined;
}

function contains(outer: TextRange, inner: TextRange): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function checkChart(entry: YamlEntry, report: IndexReport): readonly ListedPackage[] {
  const chart = keyText(entry.key);
  const versions = entry.value.kind === 'list' ? entry.value.items.filter(item => item.kind === 'map') : [];
  checkOrder(versions, report);
  const hasRelative = versions.some(item => isRelative(firstUrl(item)));
  return versions.flatMap(item => {
    const name = fieldText(item, 'name');
    const version = fieldText(item, 'version');
    const start = item.entries[0]?.key.range ?? item.range;
    if (name !== '' && name !== chart)
      report('index/name-differs', fieldEntry(item, 'name')?.value.range ?? start, { name, key: chart });
    checkUrls(item, name, version, hasRelative, report);
    const digest = fieldEntry(item, 'digest')?.value;
    const written = fieldText(item, 'digest');
    if (written === '') report('index/digest-missing', start, { name, version });
    else if (!/^(?:sha256:)?[0-9a-f]{64}$/.test(written))
      report('index/digest-invalid', digest?.range ?? start, { digest: written });
    const url = firstUrl(item);
    const urlNode = fieldItems(item, 'urls')[0];
    const created = fieldEntry(item, 'created')?.value;
    return [
      {
        name,
        version,
        url: url ?? '',
        urlRange: urlNode?.range ?? start,
        digest: written.replace(/^sha256:/, ''),
        digestRange: digest?.range ?? start,
        created: fieldText(item, 'created'),
        createdRange: created?.range ?? start,
      },
    ];
  });
}

function checkOrder(versions: readonly YamlMap[], report: IndexReport): void {
  const seen = new Map<string, string>();
  let before: ReturnType<typeof parseVersion>;
  for (const item of versions) {
    const text = fieldText(item, 'version');
    const range = fieldEntry(item, 'version')?.value.range ?? item.range;
    const version = parseVersion(text);
    if (version === undefined) continue;
    const precedence = `${version.major}.${version.minor}.${version.patch}-${version.prerelease}`;
    const other = seen.get(precedence);
    if (other === text) report('index/repeated-version', range, { name: fieldText(item, 'name'), version: text });
    else if (other !== undefined) report('index/same-precedence', range, { version: text, other });
    seen.set(precedence, other ?? text);
    if (before !== undefined && compareVersions(version, before) > 0) report('index/order', range, { version: text });
    before = version;
  }
}

function checkUrls(item: YamlMap, name: string, version: string, hasRelative: boolean, report: IndexReport): void {
  const urls = fieldItems(item, 'urls');
  const first = firstUrl(item);
  if (urls.length === 0) {
    const at = fieldEntry(item, 'urls')?.key.range ?? fieldEntry(item, 'version')?.value.range ?? item.range;
    return report('index/urls-missing', at, { name, version });
  }
  const [node, ...further] = urls;
  if (first !== undefined && node !== undefined) {
    if (!isRelative(first) && !/^(?:https?|oci):\/\/[^/]/i.test(first))
      report('index/url-invalid', node.range, { url: first });
    else if (hasRelative && !isRelative(first)) report('index/url-mixed', node.range, {});
  }
  for (const more of further) report('index/further-urls', more.range, {});
}

function firstUrl(item: YamlMap): string | undefined {
  const node = fieldItems(item, 'urls')[0];
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
}

function isRelative(url: string | undefined): boolean {
  return url !== undefined && url !== '' && !/^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(url) && !url.startsWith('//');
}

function firstLineOf(text: string, range: TextRange): TextRange {
  const end = text.slice(range.start, range.end).search(/[\r\n]/);
  return { start: range.start, end: end === -1 ? range.end : range.start + end };
}

/** An older text of the same index against this one: lost versions, and times that moved while the package did not. */
export function compareWithCommit(
  now: readonly ListedPackage[],
  before: readonly ListedPackage[],
  at: TextRange,
): readonly Finding[] {
  const { findings, report } = collector(indexTable);
  const known = new Map(now.map(each => [`${each.name} ${each.version}`, each]));
  for (const old of before) {
    const present = known.get(`${old.name} ${old.version}`);
    if (present === undefined) report('index/version-lost', at, { name: old.name, version: old.version });
    else if (
      present.digest === old.digest &&
      old.digest !== '' &&
      present.created !== old.created &&
      old.created !== ''
    )
      report(
        'index/created-changed',
        present.createdRange,
        { before: old.created },
        {
          fix: { range: present.createdRange, newText: JSON.stringify(old.created) },
        },
      );
  }
  return findings;
}

/** A listed package against the file beside the index. `actual`: hexadecimal SHA-256 of the file; `undefined`: no file. */
export function compareWithFile(
  listed: ListedPackage,
  actual: string | undefined,
  hasProvenance: boolean,
): readonly Finding[] {
  const { findings, report } = collector(indexTable);
  const file = decodeURIComponentSafe(listed.url);
  if (actual === undefined) report('index/package-missing', listed.urlRange, { file });
  else {
    if (listed.digest !== '' && listed.digest !== actual)
      report(
        'index/digest-differs',
        listed.digestRange,
        { file, actual },
        {
          fix: { range: listed.digestRange, newText: actual },
        },
      );
    if (!hasProvenance) report('index/prov-missing', listed.urlRange, { file });
  }
  return findings;
}

export function isBeside(listed: ListedPackage): boolean {
  return isRelative(listed.url) && !listed.url.startsWith('/') && !listed.url.split('/').includes('..');
}

export function decodeURIComponentSafe(text: string): string {
  try {
    return decodeURIComponent(text.replace(/[?#].*$/, ''));
  } catch {
    return text;
  }
}
