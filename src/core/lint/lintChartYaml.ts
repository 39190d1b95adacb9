import { checkChartYaml } from '../chart/checkChartYaml';
import type { Finding } from '../findings';
import { sortFindings } from '../rule';
import { parseGoYaml } from '../yaml/goYaml';
import { checkArtifactHub } from './checkArtifactHub';

/** Everything that a Chart.yaml says of itself, the files around it left aside. Never throws. */
export function lintChartYaml(text: string): readonly Finding[] {
  const findings = checkChartYaml(text);
  const { root } = parseGoYaml(text);
  if (root?.kind !== 'map') return findings;
  return sortFindings([...findings, ...checkArtifactHub(root, text)]);
}
