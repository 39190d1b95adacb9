import type { Finding, TextRange } from '../findings';
import { collector, sortFindings } from '../rule';
import type { YamlDocument, YamlMap, YamlNode } from '../yaml/goYaml';
import { parseGoYaml } from '../yaml/goYaml';
import { findUnconvertible } from '../yaml/jsonConversion';
import type { RepeatedKey } from '../yaml/reader/repeatedKeys';
import { checkDependencies } from './chartYamlDependencies';
import { checkIdentity } from './chartYamlIdentity';
import { checkPeopleAndLinks } from './chartYamlLinks';
import { checkKeys, checkTypes } from './chartYamlShape';
import type { ChartYamlReport } from './chartYamlTable';
import { chartYamlTable } from './chartYamlTable';
import { metadataType } from './metadataType';
import { checkStyle } from './chartYamlStyle';

/**
 * Problems of a Chart.yaml, in the order of the text: Helm 4's lint rules that need no rendering, with Helm's severity and
 * sentence, what Helm refuses on loading, and what does not mean what it seems to. Helm stops at the first unreadable
 * thing and at the first problem of a list; here all are shown. Never throws.
 */
export function checkChartYaml(text: string): readonly Finding[] {
  const { findings, report } = collector(chartYamlTable);
  const { root, problem, repeated = [] } = read(text);
  if (problem !== undefined) {
    const detail = problem.detail === '' ? problem.reason : (problem.detail.split('\n')[0] ?? '');
    report('chart-yaml/syntax', problem.range, { detail });
  } else if (root !== undefined && !isMapOrNull(root)) {
    report('chart-yaml/not-a-map', firstLine(text), {});
  } else {
    const unconvertible = findUnconvertible(root, { kind: 'struct', struct: metadataType });
    if (unconvertible !== undefined) report('chart-yaml/syntax', unconvertible.range, { detail: unconvertible.goText });
    checkRoot(root?.kind === 'map' ? root : emptyMap(text), repeated, text, report);
  }
  return sortFindings(findings);
}

/** Looking for repeated keys, Go passes over keys that JSON has no text for; reading without it, it does not. */
function read(text: string): YamlDocument {
  const strict = parseGoYaml(text, { strict: true });
  if (strict.repeated === undefined || strict.repeated.length === 0) return strict;
  return { ...strict, ...parseGoYaml(text) };
}

function checkRoot(root: YamlMap, repeated: readonly RepeatedKey[], text: string, report: ChartYamlReport): void {
  const whole = firstLine(text);
  checkKeys(root, repeated, text, report);
  checkTypes(root, report);
  checkIdentity(root, text, whole, report);
  checkPeopleAndLinks(root, text, whole, report);
  checkDependencies(root, text, report);
  checkStyle(root, text, whole, report);
}

function isMapOrNull(node: YamlNode): boolean {
  return node.kind === 'map' || (node.kind === 'scalar' && node.value === null);
}

function emptyMap(text: string): YamlMap {
  return { kind: 'map', entries: [], range: { start: 0, end: text.length } };
}

/** Where a problem of the file as a whole is shown. */
export function firstLine(text: string): TextRange {
  const end = text.search(/[\r\n]/);
  return { start: 0, end: end === -1 ? text.length : end };
}
