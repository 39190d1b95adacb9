import { formatChartYaml } from '../core/chart/chartYaml';
import { decodeUtf8Lossy } from '../util/bytes';
import { displayText } from '../util/displayText';
import type { ChartPart, ShownChart } from '../workflows/repository/showChart';

/** What `helm show` prints, byte for byte, and for `provenance` the signed text under its verdict. Source: action.Show. */
export function showText(part: ChartPart, shown: ShownChart): string {
  const { chart, readme, crds } = shown;
  const all = part === 'all';
  let text = '';
  if (part === 'provenance') return provenanceText(shown);
  if (all || part === 'chart') text += `${formatChartYaml(chart.metadata)}\n`;
  if ((all || part === 'values') && chart.values !== undefined) {
    text += `${all ? '---\n' : ''}${decodeUtf8Lossy(chart.values.bytes)}\n`;
  }
  if ((all || part === 'readme') && readme !== undefined) text += `${all ? '---\n' : ''}${readme}\n`;
  if (all || part === 'crds') for (const crd of crds) text += `${crd.startsWith('---') ? '' : '---\n'}${crd}\n`;
  return text;
}

function provenanceText({ located, report }: ShownChart): string {
  const { signer, signedText } = report ?? {};
  return [
    `${displayText(located?.fileName ?? '')}: ${report?.verdict ?? 'unsigned'}`,
    ...(signer === undefined
      ? []
      : [`signed by ${signer.userIds.map(id => displayText(id)).join(', ')} ${signer.fingerprint}`]),
    ...(signedText === undefined ? [] : [signedText]),
    '',
  ].join('\n');
}
