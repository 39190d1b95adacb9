import { readArchive } from '../archive/readArchive';
import type { Chart } from '../chart/chart';
import { decodeText } from '../chart/chartYaml';
import { chartYamlTable } from '../chart/chartYamlTable';
import { loadChart } from '../chart/loadChart';
import { ChartReleaseError } from '../errors';
import type { Finding } from '../findings';
import { collector, sortFindings } from '../rule';
import { decodeUtf8Lossy } from '../../util/bytes';
import { parseGoYamlBytes } from '../yaml/goYaml';
import type { ChartFolder, LintedFile } from './chartFolder';
import type { ChartFacts } from './chartFacts';
import { checkChartYamlIn, readFacts } from './chartFacts';
import { chartTable } from './chartTable';
import { checkCrds } from './checkCrds';
import { checkHelmignore } from './checkHelmignore';
import { checkLockFile } from './checkLock';
import { checkRenderedValues, checkSchemaFile, checkValuesBySchema } from './checkSchema';
import { checkValuesFile } from './checkValues';
import { stopsLoading } from './stopsLoading';

/** One file of a chart with what was found in it. `path` is relative to the chart. */
export interface FileFindings {
  readonly path: string;
  readonly text: string;
  readonly findings: readonly Finding[];
}

export interface CheckedFolder {
  /** Files without a finding are left out. */
  readonly files: readonly FileFindings[];
  /** What Chart.yaml is compared with, so that it can be checked again while it is typed, without reading anything. */
  readonly facts: ChartFacts;
}

/** Every rule that needs no rendering, over a whole chart folder. */
export function checkChartFolder(folder: ChartFolder): CheckedFolder {
  const { report, findings } = collector(chartTable);
  const facts = readFacts(folder);
  const chartYaml = textOf(folder, 'Chart.yaml');
  if (chartYaml === undefined) {
    const helmText = 'should be a file, not a directory';
    report('chart/chart-yaml-directory', { start: 0, end: 0 }, {}, { helmText });
    return { files: [{ path: 'Chart.yaml', text: '', findings }], facts };
  }
  const others = [
    checkFile(folder, 'Chart.lock', text => checkLockFile(text, chartYaml)),
    checkFile(folder, 'values.yaml', (text, bytes) => checkValuesIn(folder, text, bytes)),
    checkFile(folder, 'values.schema.json', (_, bytes) => checkSchemaFile(bytes)),
    checkFile(folder, '.helmignore', checkHelmignore),
  ].filter(file => file !== undefined);
  const check = (known: ChartFacts): readonly Finding[] =>
    notText(folder.contents.get('Chart.yaml')) ?? checkChartYamlIn(known, chartYaml);
  const own = { path: 'Chart.yaml', text: chartYaml, findings: check(facts) };
  const { chart, problem } = loadFolder(folder, [own, ...others]);
  const known: ChartFacts = problem === undefined ? facts : { ...facts, loadProblem: problem };
  const checked = [{ ...own, findings: check(known) }, ...withRendered(folder, chart, others)];
  const files = [...checked, ...crdFiles(folder, chart)];
  return { files: files.filter(file => file.findings.length > 0), facts: known };
}

/** The first byte that is no UTF-8. Helm reads nothing of such a file, and an editor shows other characters there. */
function notText(bytes: Uint8Array | undefined): readonly Finding[] | undefined {
  if (bytes === undefined || decodeText(bytes) !== undefined) return undefined;
  const { problem } = parseGoYamlBytes(bytes);
  if (problem === undefined) return undefined;
  const { findings, report } = collector(chartYamlTable);
  report('chart-yaml/syntax', problem.range, { detail: problem.detail === '' ? problem.reason : problem.detail });
  return findings;
}

/** Helm holds values against the schema once it can read them. */
function checkValuesIn(folder: ChartFolder, text: string, bytes: Uint8Array): readonly Finding[] {
  const schema = folder.contents.get('values.schema.json');
  const findings = checkValuesFile(bytes);
  return schema === undefined || findings.length > 0 ? findings : checkValuesBySchema(text, schema);
}

/** What rendering would complain about; what values.yaml shows already is left out. */
function withRendered(
  folder: ChartFolder,
  chart: Chart | undefined,
  files: readonly FileFindings[],
): readonly FileFindings[] {
  const values = files.find(file => file.path === 'values.yaml');
  if (chart === undefined || values?.findings.some(({ code }) => code === 'values/schema-violation') === true)
    return files;
  const text = textOf(folder, 'values.yaml') ?? '';
  const findings = checkRenderedValues(chart, text);
  if (findings.length === 0) return files;
  const others = files.filter(file => file !== values);
  return [...others, { path: 'values.yaml', text, findings: sortFindings([...(values?.findings ?? []), ...findings]) }];
}

function checkFile(
  folder: ChartFolder,
  path: LintedFile,
  check: (text: string, bytes: Uint8Array) => readonly Finding[],
): FileFindings | undefined {
  const bytes = folder.contents.get(path);
  const text = textOf(folder, path);
  if (bytes === undefined || text === undefined) return undefined;
  return { path, text, findings: sortFindings(check(text, bytes)) };
}

function textOf(folder: ChartFolder, path: LintedFile): string | undefined {
  const bytes = folder.contents.get(path);
  return bytes === undefined ? undefined : (decodeText(bytes) ?? decodeUtf8Lossy(bytes));
}

function crdFiles(folder: ChartFolder, chart: Chart | undefined): readonly FileFindings[] {
  if (chart === undefined || folder.crds !== 'folder') return [];
  return [...checkCrds(chart)].map(([path, findings]) => {
    const file = chart.files.find(each => each.path === path);
    const text = file === undefined ? '' : (decodeText(file.bytes) ?? decodeUtf8Lossy(file.bytes));
    return { path, text, findings };
  });
}

/** The chart as Helm loads it. `problem`: what stops Helm and no other rule has named, in Helm's words. */
function loadFolder(
  folder: ChartFolder,
  files: readonly FileFindings[],
): { readonly chart?: Chart; readonly problem?: string } {
  try {
    if (folder.files instanceof ChartReleaseError) throw folder.files;
    return { chart: loadChart(folder.files, { readArchive }) };
  } catch (error) {
    if (!(error instanceof ChartReleaseError)) throw error;
    if (explains(files, error)) return {};
    return { problem: ChartReleaseError.is(error, 'chart.unloadable') ? error.details.helmText : describe(error) };
  }
}

function describe(error: ChartReleaseError): string {
  return `${error.code} ${Object.values(error.details).join(' ')}`;
}

/** Whether a finding of the file that Helm stumbles over already says why. */
function explains(files: readonly FileFindings[], error: ChartReleaseError): boolean {
  const path = ChartReleaseError.is(error, 'chart.unloadable') ? (error.details.path ?? 'Chart.yaml') : '';
  const isSubchart = path.startsWith('charts/');
  const file = files.find(each => each.path === (isSubchart ? 'Chart.yaml' : path));
  return (file?.findings ?? []).some(finding =>
    isSubchart ? finding.code === 'dependencies/unreadable' : stopsLoading(finding),
  );
}
