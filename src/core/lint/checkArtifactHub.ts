import { fieldEntry, fieldText } from '../chart/yamlFields';
import type { Finding, TextFix, TextRange } from '../findings';
import { collector } from '../rule';
import { startOfLine } from '../yaml/edits';
import type { YamlEntry, YamlMap, YamlScalar } from '../yaml/goYaml';
import { parseGoYaml } from '../yaml/goYaml';
import { keyText } from '../yaml/plainValue';
import type { Annotation } from './artifactHubShapes';
import { artifactHubAnnotations } from './artifactHubShapes';
import type { ArtifactHubReport } from './artifactHubTable';
import { artifactHubTable } from './artifactHubTable';
import type { InnerText } from './blockText';
import { innerText } from './blockText';
import { ShapeCheck } from './checkShape';
import { closest } from './closest';

const prefix = 'artifacthub.io/';

/** The annotations for Artifact Hub in a Chart.yaml, by its rules, with places inside their texts. Never throws. */
export function checkArtifactHub(root: YamlMap, text: string): readonly Finding[] {
  const { findings, report } = collector(artifactHubTable);
  const annotations = fieldEntry(root, 'annotations')?.value;
  if (annotations?.kind !== 'map') return findings;
  for (const entry of annotations.entries) {
    const name = keyText(entry.key);
    if (!name.startsWith(prefix)) continue;
    const known = Object.hasOwn(artifactHubAnnotations, name) ? artifactHubAnnotations[name] : undefined;
    if (known === undefined) reportUnknown(entry, name, report);
    else checkAnnotation(entry, name, known, root, text, report);
  }
  return findings;
}

function reportUnknown(entry: YamlEntry, name: string, report: ArtifactHubReport): void {
  const suggestion = closest(name, Object.keys(artifactHubAnnotations));
  report(
    'artifact-hub/unknown-annotation',
    entry.key.range,
    { annotation: name, suggestion: suggestion ?? '' },
    suggestion === undefined ? {} : { fix: { range: entry.key.range, newText: suggestion } },
  );
}

function checkAnnotation(
  entry: YamlEntry,
  name: string,
  { shape }: Annotation,
  root: YamlMap,
  text: string,
  report: ArtifactHubReport,
): void {
  const { value } = entry;
  if (value.kind !== 'scalar') {
    const fix = blockFix(text, entry);
    return report('artifact-hub/not-text', entry.key.range, { annotation: name }, fix === undefined ? {} : { fix });
  }
  if (shape.kind === 'list' || shape.kind === 'map') return checkInner(value, name, shape, text, report);
  const check = new ShapeCheck(report, range => range, true);
  check.plain(value, shape, name);
  const chartName = fieldText(root, 'name');
  const written = typeof value.value === 'string' ? value.value : '';
  const isRelated = chartName.includes(written) || written.includes(chartName);
  if (name === `${prefix}alternativeName` && written !== '' && !isRelated)
    report('artifact-hub/alternative-name', value.range, { value: written });
}

function checkInner(
  value: YamlScalar,
  name: string,
  shape: Annotation['shape'],
  text: string,
  report: ArtifactHubReport,
): void {
  const inner: InnerText = innerText(text, value);
  const place = (range: TextRange): TextRange => widen(inner.rangeOf(range), value.range);
  const { root, problem } = parseGoYaml(inner.text);
  if (problem !== undefined) {
    const detail = problem.detail === '' ? problem.reason : (problem.detail.split('\n')[0] ?? '');
    return report('artifact-hub/syntax', place(problem.range), { annotation: name, detail });
  }
  if (root === undefined) return;
  new ShapeCheck(report, place, inner.exact).node(root, shape, name.slice(prefix.length));
}

function widen(range: TextRange, whole: TextRange): TextRange {
  return range.end > range.start ? range : { start: range.start, end: Math.min(range.start + 1, whole.end) };
}

/** `key:` and nested YAML become `key: |` and the same lines as text. */
function blockFix(text: string, entry: YamlEntry): TextFix | undefined {
  const between = text.slice(entry.key.range.end, entry.value.range.start);
  const start = startOfLine(text, entry.value.range.start);
  const match = /^[ \t]*:[ \t]*(?=\r?\n)/.exec(between);
  // A list that is not indented below its key would end the block.
  const column = entry.value.range.start - start;
  const keyColumn = entry.key.range.start - startOfLine(text, entry.key.range.start);
  if (match === null || column <= keyColumn) return undefined;
  const at = entry.key.range.end + match[0].length;
  return { range: { start: at, end: at }, newText: text[at - 1] === ':' ? ' |' : '|' };
}
