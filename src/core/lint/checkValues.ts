import { checkValues } from '../chart/values';
import { ChartReleaseError } from '../errors';
import { parseGoYaml, parseGoYamlBytes } from '../yaml/goYaml';
import { decodeText } from '../chart/chartYaml';
import type { Finding } from '../findings';
import { collector } from '../rule';
import { chartTable } from './chartTable';

/** values.yaml: what lint and the loader of Helm 4 refuse. */
export function checkValuesFile(bytes: Uint8Array): readonly Finding[] {
  const { findings, report } = collector(chartTable);
  const decoded = decodeText(bytes);
  const text = decoded ?? '';
  const { root, problem } = decoded === undefined ? parseGoYamlBytes(bytes) : parseGoYaml(decoded);
  try {
    checkValues(bytes);
  } catch (error) {
    if (!ChartReleaseError.is(error, 'chart.unloadable')) throw error;
    const { helmText } = error.details;
    const detail = helmText.replace(/^cannot load values.yaml: (?:cannot unmarshal yaml document: )?/, '');
    const range = problem?.range ?? root?.range ?? { start: 0, end: text.length };
    report('values/syntax', range, { detail }, { helmText });
  }
  return findings;
}
