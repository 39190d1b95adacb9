import type { Finding } from '../findings';
import { ruleOf } from './rules';

/** Rules of Helm's lint that are also reasons to refuse the chart on loading. */
const lintedToo = new Set([
  'chart-yaml/syntax',
  'chart-yaml/not-a-map',
  'chart-yaml/wrong-type',
  'chart-yaml/name-required',
  'chart-yaml/name-invalid',
  'chart-yaml/name-not-allowed',
  'chart-yaml/version-required',
  'chart-yaml/version-invalid',
  'chart-yaml/maintainer-empty',
  'values/syntax',
]);

/** Whether Helm cannot load a chart with this finding. */
export function stopsLoading({ code }: Finding): boolean {
  return ruleOf(code)?.origin === 'load' || lintedToo.has(code);
}
