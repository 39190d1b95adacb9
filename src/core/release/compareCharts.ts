import type { Chart, ChartFile } from '../chart/chart';
import { equalBytes } from '../../util/bytes';
import type { ChartChange } from './change';
import { change } from './change';
import { compareCrds } from './compareCrds';
import { compareDependencies } from './compareDependencies';
import { compareFiles } from './compareFiles';
import { compareMetadata } from './compareMetadata';
import { compareSchemas } from './compareSchemas';
import { compareValues } from './compareValues';

/**
 * What changed from one packaged chart to another, in a fixed order: Chart.yaml, dependencies, values, schema, CRDs, files.
 * File times, the version itself, and the annotation that holds the change log do not count. Changed templates are named;
 * what they render to is not compared.
 */
export function compareCharts(before: Chart, after: Chart): readonly ChartChange[] {
  const crds = (chart: Chart): readonly ChartFile[] => chart.files.filter(file => file.path.startsWith('crds/'));
  const others = (chart: Chart): readonly ChartFile[] => chart.files.filter(file => !file.path.startsWith('crds/'));
  const dependencies = compareDependencies(before, after);
  return [
    ...compareMetadata(before.metadata, after.metadata),
    ...dependencies,
    ...(dependencies.length === 0 ? lockChange(before.lockFile, after.lockFile) : []),
    ...compareValues(before.values?.bytes, after.values?.bytes),
    ...compareSchemas(before.schema?.bytes, after.schema?.bytes),
    ...compareCrds(crds(before), crds(after)),
    ...compareFiles([...before.templates, ...others(before)], [...after.templates, ...others(after)]),
  ];
}

/** Only when no dependency tells more; a lock that was made anew with the same outcome has another time in it. */
function lockChange(before: ChartFile | undefined, after: ChartFile | undefined): readonly ChartChange[] {
  if (before === undefined && after === undefined) return [];
  if (before !== undefined && after !== undefined && equalBytes(before.bytes, after.bytes)) return [];
  return [change('lockChanged', 'Chart.lock')];
}
