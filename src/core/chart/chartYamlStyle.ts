import type { TextRange } from '../findings';
import { removeEntry } from '../yaml/edits';
import type { YamlMap, YamlNode } from '../yaml/goYaml';
import { keyText } from '../yaml/plainValue';
import type { ChartYamlReport } from './chartYamlTable';
import { withFix } from './chartYamlShape';
import { parseConstraint } from './constraint';
import { fieldEntry, fieldRange, fieldText } from './yamlFields';

/** What Helm lets pass in silence, and users regret. */
export function checkStyle(root: YamlMap, text: string, whole: TextRange, report: ChartYamlReport): void {
  if (fieldText(root, 'description') === '')
    report('chart-yaml/description-recommended', fieldRange(root, 'description', whole), {});
  checkKubeVersion(root, whole, report);
  for (const key of ['condition', 'tags']) {
    const entry = fieldEntry(root, key);
    if (entry !== undefined)
      report('chart-yaml/unused-field', entry.key.range, { key }, withFix(removeEntry(text, entry)));
  }
  checkFurtherDocuments(root, text, report);
  for (const entry of root.entries) checkCharacters(entry.value, keyText(entry.key), report);
}

function checkKubeVersion(root: YamlMap, whole: TextRange, report: ChartYamlReport): void {
  const kubeVersion = fieldText(root, 'kubeVersion');
  if (kubeVersion === '') return;
  const constraint = parseConstraint(kubeVersion);
  const range = fieldRange(root, 'kubeVersion', whole);
  if (constraint === undefined) report('chart-yaml/kube-version-invalid', range, { kubeVersion });
  else if (constraint.groups.every(group => group.every(item => item.version.prerelease === '')))
    report('chart-yaml/kube-version-no-prerelease', range, { kubeVersion });
}

/** A document marker behind the first document, with anything but comments after it. */
function checkFurtherDocuments(root: YamlMap, text: string, report: ChartYamlReport): void {
  const marker = /^---(?=[ \t\r\n]|$)/gm;
  marker.lastIndex = root.range.end;
  const match = marker.exec(text);
  if (match === null || root.entries.length === 0) return;
  const rest = text.slice(match.index + 3);
  if (rest.split(/\r?\n/).every(line => /^[ \t]*(?:#.*|---|\.\.\.)?$/.test(line))) return;
  report('chart-yaml/several-documents', { start: match.index, end: match.index + 3 }, {});
}

/** What Helm's sanitizing deletes (control, format and unassigned characters) in the fields that it sanitizes. */
function checkCharacters(node: YamlNode, field: string, report: ChartYamlReport): void {
  if (node.kind === 'list') for (const item of node.items) checkCharacters(item, field, report);
  if (field === 'annotations' || field === 'version' || node.kind !== 'scalar' || typeof node.value !== 'string')
    return;
  const odd = [...new Set(node.value.match(/[\p{Cf}\p{Cn}\p{Co}\p{Zl}\p{Zp}]|[^\P{Cc}\t\n\r]/gu) ?? [])];
  if (odd.length === 0) return;
  const characters = odd.map(each => `U+${(each.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`);
  report('chart-yaml/odd-characters', node.range, { field, characters: characters.slice(0, 5).join(', ') });
}
