import type { Chart } from '../chart/chart';
import { decodeText } from '../chart/chartYaml';
import { fieldEntry, fieldText } from '../chart/yamlFields';
import type { Finding, TextRange } from '../findings';
import { collector } from '../rule';
import { parseGoYaml } from '../yaml/goYaml';
import type { ChartReport } from './chartTable';
import { chartTable } from './chartTable';

/**
 * Helm 4's rules for crds/ (pkg/chart/v2/lint/rules crds.go): every document is a custom resource definition. Helm stops at
 * the first file that it cannot read. By path, in Helm's order.
 */
export function checkCrds(chart: Chart): ReadonlyMap<string, readonly Finding[]> {
  const found = new Map<string, readonly Finding[]>();
  for (const file of chart.files) {
    if (!/^crds\/.*\.(?:ya?ml|json)$/is.test(file.path)) continue;
    const { findings, report } = collector(chartTable);
    const goesOn = checkFile(decodeText(file.bytes) ?? '', report);
    if (findings.length > 0) found.set(file.path, findings);
    if (!goesOn) break;
  }
  return found;
}

function checkFile(text: string, report: ChartReport): boolean {
  for (const { start, source } of documentsOf(text)) {
    const shift = (range: TextRange): TextRange => ({ start: range.start + start, end: range.end + start });
    const { root, problem } = parseGoYaml(source);
    if (problem !== undefined) {
      const detail = problem.detail === '' ? problem.reason : (problem.detail.split('\n')[0] ?? '');
      report('crds/syntax', shift(problem.range), { detail }, { helmText: `unable to parse YAML: ${detail}` });
      return false;
    }
    if (root === undefined || (root.kind === 'scalar' && root.value === null)) continue;
    if (root.kind !== 'map') {
      report('crds/syntax', shift(root.range), { detail: 'a map is wanted' }, { helmText: 'unable to parse YAML: ' });
      return false;
    }
    const at = (name: string): TextRange => shift(fieldEntry(root, name)?.value.range ?? firstOf(root.range));
    if (!fieldText(root, 'apiVersion').startsWith('apiextensions.k8s.io'))
      report('crds/api-version', at('apiVersion'), {}, { helmText: `apiVersion is not in 'apiextensions.k8s.io'` });
    if (fieldText(root, 'kind') !== 'CustomResourceDefinition')
      report('crds/kind', at('kind'), {}, { helmText: `object kind is not 'CustomResourceDefinition'` });
  }
  return true;
}

function firstOf(range: TextRange): TextRange {
  return { start: range.start, end: Math.min(range.end, range.start + 1) };
}

/** Documents are separated by lines that start with `---`. */
function documentsOf(text: string): readonly { readonly start: number; readonly source: string }[] {
  const documents: { start: number; source: string }[] = [];
  let start = 0;
  for (const match of text.matchAll(/^---[^\r\n]*(?:\r?\n|$)/gm)) {
    documents.push({ start, source: text.slice(start, match.index) });
    start = match.index + match[0].length;
  }
  return [...documents, { start, source: text.slice(start) }];
}
