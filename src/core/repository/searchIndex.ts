import { parseConstraint, satisfies } from '../chart/constraint';
import { compareVersions, parseVersion } from '../chart/version';
import { compareUtf8 } from '../../util/bytes';
import { ChartReleaseError } from '../errors';
import type { ChartIndex, ChartVersion, HelmRules } from './chartIndex';
import { compileGoRegexp } from './goRegexp';

export interface SearchRequest {
  /** Helm joins its arguments with a blank: order and adjacency matter. */
  readonly words: readonly string[];
  /** The words are a regular expression, over the text as it is written. */
  readonly regexp?: boolean;
  /** Every version rather than the newest that matched. */
  readonly versions?: boolean;
  /** Pre-releases too. Ignored when `version` is given. */
  readonly devel?: boolean;
  readonly version?: string;
  readonly rules?: HelmRules;
}

export interface SearchHit {
  /** `repository/chart`. */
  readonly name: string;
  readonly repository: string;
  readonly chart: ChartVersion;
}

interface Scored extends SearchHit {
  readonly score: number;
}

/** Parts of the text that is searched: chart, `repository/chart`, description, keywords (Helm's search index). */
const separator = '\v';
/** From here on Helm drops a hit of a regular expression; with four fields it never does. */
const regexpThreshold = 25;

/**
 * Searches repositories as `helm search repo` does: every version is text, and what matched is then held against the version
 * constraint, so that an old release comes up when only its description matched. Sorted by where the match begins, by name,
 * then newest first. Throws `repository.badSearch`.
 */
export function searchIndexes(
  indexes: readonly { readonly name: string; readonly index: ChartIndex }[],
  request: SearchRequest,
): readonly SearchHit[] {
  const scoreOf = scorer(request);
  const hits = new Map<string, Scored>();
  for (const { name: repository, index } of indexes) {
    for (const [chartName, versions] of index.entries) {
      const name = `${repository}/${chartName}`;
      for (const chart of versions) {
        const score = scoreOf(searchText(repository, chart));
        // Versions repeated in an index are one line, the last written.
        if (score !== undefined)
          hits.set(`${name}${separator}${separator}${chart.metadata.version}`, { name, repository, chart, score });
      }
    }
  }
  const sorted = [...hits.values()].filter(wanted(request)).sort(compareHits);
  return (request.versions === true ? sorted : newest(sorted)).map(({ name, repository, chart }) => ({
    name,
    repository,
    chart,
  }));
}

/** By the name that the entry has for itself; what is shown is the key of the index. */
function searchText(repository: string, { metadata }: ChartVersion): string {
  const { name, description = '', keywords = [] } = metadata;
  return [name, `${repository}/${name}`, description, keywords.join(' ')].join(separator);
}

/** The number of the field in which the match begins; `undefined`: no match. */
function scorer({ words, regexp }: SearchRequest): (text: string) => number | undefined {
  const term = words.join(' ');
  if (words.length === 0) return () => 0;
  if (regexp === true) {
    const pattern = compile(term);
    return text => {
      const at = text.search(pattern);
      const field = at === -1 ? regexpThreshold : fieldAt(text, at);
      return field < regexpThreshold ? field : undefined;
    };
  }
  const wanted = goLower(term);
  return text => {
    const at = goLower(text).indexOf(wanted);
    return at === -1 ? undefined : fieldAt(text, at);
  };
}

/** Letter by letter, as Go does it: a sigma at the end of a word is no other letter, and a dotted capital I is an i. */
function goLower(text: string): string {
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  return [...text].map(letter => (letter === '\u0130' ? 'i' : letter.toLowerCase())).join('');
}

function fieldAt(text: string, offset: number): number {
  let field = 0;
  for (let at = text.indexOf(separator); at !== -1 && at < offset; at = text.indexOf(separator, at + 1)) field++;
  return field;
}

function compile(term: string): RegExp {
  const pattern = compileGoRegexp(term);
  if (pattern === undefined) throw new ChartReleaseError('repository.badSearch', { term, reason: 'regexp' });
  return pattern;
}

function wanted(request: SearchRequest): (hit: SearchHit) => boolean {
  const text = request.version || (request.devel === true ? '>0.0.0-0' : '>0.0.0');
  const constraint = parseConstraint(text);
  if (constraint === undefined) throw new ChartReleaseError('repository.badSearch', { term: text, reason: 'version' });
  return ({ chart }) => {
    const version = parseVersion(chart.metadata.version);
    return version !== undefined && satisfies(constraint, version, request.rules ?? 'helm4');
  };
}

function compareHits(a: Scored, b: Scored): number {
  return a.score - b.score || compareUtf8(a.name, b.name) || compareChartVersions(b.chart, a.chart);
}

function compareChartVersions(a: ChartVersion, b: ChartVersion): number {
  const left = parseVersion(a.metadata.version);
  const right = parseVersion(b.metadata.version);
  if (left === undefined || right === undefined) return (left === undefined ? 0 : 1) - (right === undefined ? 0 : 1);
  return compareVersions(left, right);
}

function newest(sorted: readonly Scored[]): readonly Scored[] {
  const seen = new Set<string>();
  return sorted.filter(({ name }) => !seen.has(name) && seen.add(name));
}
