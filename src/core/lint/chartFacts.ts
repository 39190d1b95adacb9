import { firstLine } from '../chart/checkChartYaml';
import { decodeText } from '../chart/chartYaml';
import type { ChartLock } from '../chart/metadata';
import { ChartReleaseError } from '../errors';
import type { Finding } from '../findings';
import { collector, sortFindings } from '../rule';
import { parseGoYaml } from '../yaml/goYaml';
import type { ChartFolder, PathKind } from './chartFolder';
import { chartTable } from './chartTable';
import type { ChartReport } from './chartTable';
import { checkDependencyState } from './checkDependencyState';
import { readLock } from './checkLock';
import { lintChartYaml } from './lintChartYaml';
import { stopsLoading } from './stopsLoading';
import type { Subchart } from './subcharts';
import { readSubcharts } from './subcharts';

/** What a chart's folder says about its Chart.yaml. */
export interface ChartFacts {
  readonly hasValues: boolean;
  readonly templates: PathKind | undefined;
  readonly crds: PathKind | undefined;
  /** `undefined`: the folder cannot be walked. */
  readonly subcharts: readonly Subchart[] | undefined;
  readonly lock: ChartLock | undefined;
  readonly missingFolders: readonly string[];
  /** Why Helm cannot load the chart, where no other finding says it. */
  readonly loadProblem?: string;
}

export function readFacts(folder: ChartFolder): ChartFacts {
  const lock = folder.contents.get('Chart.lock');
  const { report } = collector(chartTable);
  return {
    hasValues: folder.contents.has('values.yaml'),
    templates: folder.templates,
    crds: folder.crds,
    subcharts: folder.files instanceof ChartReleaseError ? undefined : readSubcharts(folder.files),
    lock: lock === undefined ? undefined : readLock(decodeText(lock) ?? '', report),
    missingFolders: folder.missingFolders,
  };
}

/** Everything about a Chart.yaml: what it says, and whether the folder around it fits. Reads nothing. */
export function checkChartYamlIn(facts: ChartFacts, text: string): readonly Finding[] {
  const { findings, report } = collector(chartTable);
  checkFolderParts(facts, text, report);
  const { root } = parseGoYaml(text);
  if (facts.subcharts !== undefined && (root === undefined || root.kind === 'map')) {
    const map = root ?? ({ kind: 'map', entries: [], range: { start: 0, end: 0 } } as const);
    checkDependencyState(map, text, { ...facts, subcharts: facts.subcharts }, report);
  }
  const own = lintChartYaml(text);
  // Helm compares names only once the chart is loaded.
  const isLoaded = facts.loadProblem === undefined && ![...own, ...findings].some(stopsLoading);
  const fitting = findings.filter(({ code }) => isLoaded || !comparedWhenLoaded.has(code));
  return sortFindings([...own, ...fitting]);
}

function checkFolderParts(facts: ChartFacts, text: string, report: ChartReport): void {
  const at = firstLine(text);
  if (!facts.hasValues) report('values/missing', at, {}, { helmText: 'file does not exist' });
  if (facts.templates === undefined)
    report('chart/templates-missing', at, {}, { helmText: 'directory does not exist' });
  else if (facts.templates !== 'folder') report('chart/templates-not-folder', at, {}, { helmText: 'not a directory' });
  if (facts.crds !== undefined && facts.crds !== 'folder')
    report('crds/not-folder', at, {}, { helmText: 'not a directory' });
  const { loadProblem } = facts;
  if (loadProblem !== undefined) report('chart/unloadable', at, { detail: loadProblem }, { helmText: loadProblem });
}

const comparedWhenLoaded = new Set(['dependencies/missing', 'dependencies/undeclared']);
