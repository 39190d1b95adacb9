import type { Chart } from '../chart/chart';
import { decodeText } from '../chart/chartYaml';
import { parseConstraint, satisfies } from '../chart/constraint';
import type { Dependency } from '../chart/metadata';
import { splitDocuments } from '../chart/values';
import { parseVersion } from '../chart/version';
import { parseGoYaml } from '../yaml/goYaml';
import type { PlainValue } from '../yaml/plainValue';
import { plainValue } from '../yaml/plainValue';

type Values = Readonly<Record<string, PlainValue>>;

/** A chart as it is rendered: what it is called (an alias counts), and the values it gets. */
export interface RenderedChart {
  /** Names of the subcharts that lead to it; empty for the chart itself. */
  readonly chain: readonly string[];
  readonly chart: Chart;
  readonly values: Values;
}

/**
 * The values each chart of a tree gets when nothing is set from outside (pkg/chart/common/util CoalesceValues): those of the
 * chart above under the subchart's name, then its own; `global` is handed down. Charts that conditions or tags turn off
 * are left out. `undefined`: a subchart's values are no map, or import-values change what is above, which is not
 * followed here.
 */
export function renderedValues(chart: Chart): readonly RenderedChart[] | undefined {
  const rendered: RenderedChart[] = [];
  return visit(chart, ownValues(chart), [], rendered) ? rendered : undefined;
}

function visit(chart: Chart, values: Values, chain: readonly string[], rendered: RenderedChart[]): boolean {
  if (chart.metadata.dependencies?.some(each => (each.importValues ?? []).length > 0) === true) return false;
  const all: Record<string, PlainValue> = { ...values };
  const nested: { readonly name: string; readonly chart: Chart }[] = [];
  for (const subchart of chart.dependencies)
    for (const name of namesOf(chart, subchart, values)) nested.push({ name, chart: subchart });
  for (const { name, chart: subchart } of nested) {
    const given = Object.hasOwn(all, name) ? all[name] : {};
    if (!isTable(given)) return false; // Helm gives up in silence
    const globals = merge(tableOf(all['global']), tableOf(given['global']));
    const own = merge({ ...given, global: globals }, ownValues(subchart));
    const deeper: RenderedChart[] = [];
    if (!visit(subchart, own, [...chain, name], deeper)) return false;
    rendered.push(...deeper);
    all[name] = deeper.at(-1)?.values ?? own;
  }
  rendered.push({ chain, chart, values: withoutNulls(all) });
  return true;
}

/** What a subchart is called here: several aliases, its own name when nobody declares it, nothing when it is off. */
function namesOf(chart: Chart, subchart: Chart, values: Values): readonly string[] {
  const { name, version } = subchart.metadata;
  const declared = (chart.metadata.dependencies ?? []).filter(each => each.name === name);
  const found = parseVersion(version);
  const fitting = declared.filter(({ version: wanted = '' }) => {
    const constraint = parseConstraint(wanted);
    return constraint !== undefined && found !== undefined && satisfies(constraint, found, 'helm4');
  });
  // One that fits no declaration is used as it is.
  if (fitting.length === 0) return declared.every(dependency => isOn(dependency, values)) ? [name] : [];
  return fitting
    .filter(dependency => isOn(dependency, values))
    .map(({ alias }) => (alias === undefined || alias === '' ? name : alias));
}

/** Tags first, then the first condition that leads to a boolean. */
function isOn({ condition = '', tags = [] }: Dependency, values: Values): boolean {
  const switches = tags.map(tag => tableOf(values['tags'])[tag]).filter(value => typeof value === 'boolean');
  const byTags = switches.length === 0 || switches.includes(true);
  for (const path of condition.split(',')) {
    const value = path
      .trim()
      .split('.')
      .reduce<PlainValue | undefined>((at, key) => (isTable(at) ? at[key] : undefined), values);
    if (typeof value === 'boolean') return value;
  }
  return byTags;
}

function ownValues(chart: Chart): Values {
  const text = chart.values === undefined ? '' : (decodeText(chart.values.bytes) ?? '');
  return splitDocuments(text)
    .map(document => parseGoYaml(document).root)
    .map(root => (root?.kind === 'map' ? (plainValue(root) as Values) : {}))
    .reduce((before, later) => merge(later, before), {});
}

/** What is above wins, key by key; a null above takes the key away. */
function merge(above: Values, below: Values): Values {
  const merged: Record<string, PlainValue> = { ...below, ...above };
  for (const [key, value] of Object.entries(above)) {
    const under = Object.hasOwn(below, key) ? below[key] : undefined;
    if (value === null && under !== undefined) delete merged[key];
    else if (isTable(value) && isTable(under)) merged[key] = merge(value, under);
  }
  return merged;
}

/** Helm merges twice, and what is still null by then goes. */
function withoutNulls(values: Values): Values {
  const kept = Object.entries(values).filter(([, value]) => value !== null);
  return Object.fromEntries(kept.map(([key, value]) => [key, isTable(value) ? withoutNulls(value) : value]));
}

function tableOf(value: PlainValue | undefined): Values {
  return isTable(value) ? value : {};
}

function isTable(value: PlainValue | undefined): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
