import { greatestBump } from '../../core/release/change';
import type { PlannedChart } from '../../core/release/plannedChart';
import { isReleasable } from '../../core/release/plannedChart';
import { changeText } from '../changeText';
import { parseFlags } from '../flags';
import { errorText } from '../messages';
import { planFor, planFlags } from '../releases';
import type { CliCommand } from '../run';

/**
 * JSON: `{charts: [{name, version, directory, state, published, digest, targets, changes: [{kind, subject, bump, reason}],
 * bump, suggested, enough, changelog, needs, writes}]}`, in the order of the release. Exit code 1 when a chart is in the way.
 */
export const planCommand: CliCommand = async (args, terminal, context) => {
  const { flags, positionals } = parseFlags(args, { ...planFlags, all: 'switch', json: 'switch' });
  const { plan } = await planFor(flags, positionals, terminal, context);
  if (flags.json) terminal.result(JSON.stringify({ charts: plan.charts.map(chartJson) }, undefined, 2));
  else terminal.result(planText(plan.charts, flags.all ?? false));
  return plan.charts.some(({ state }) => state === 'taken' || state === 'broken') ? 1 : 0;
};

export function chartJson(chart: PlannedChart): object {
  return {
    name: chart.name,
    version: chart.version,
    directory: chart.directory,
    state: chart.state,
    published: chart.published ?? null,
    digest: chart.archive?.digest ?? null,
    targets: chart.targets,
    changes: chart.changes.map(change => ({ ...change, reason: changeText(change) })),
    bump: greatestBump(chart.changes),
    suggested: chart.advice.suggested ?? null,
    enough: chart.advice.enough,
    changelog: chart.changelog,
    needs: chart.needs,
    writes: chart.targets.flatMap(({ writes }) => writes),
    ...(chart.problem === undefined ? {} : { problem: errorText(chart.problem) }),
  };
}

/** Unchanged charts are only counted, unless `all`. */
export function planText(charts: readonly PlannedChart[], all: boolean): string {
  const shown = charts.filter(({ state }) => all || state !== 'unchanged');
  const unchanged = charts.filter(({ state }) => state === 'unchanged').length;
  const released = charts.filter(isReleasable).length;
  return [
    ...shown.flatMap(chartLines),
    `${released} to release, ${unchanged} unchanged, ${charts.length - released - unchanged} in the way`,
  ].join('\n');
}

function chartLines(chart: PlannedChart): readonly string[] {
  const published = chart.published === undefined ? 'not published' : `published ${chart.published.version}`;
  const { suggested, enough, bump } = chart.advice;
  return [
    `${chart.name} ${chart.version}: ${chart.state} (${published})`,
    ...(chart.problem === undefined ? [] : [`    ${errorText(chart.problem)}`]),
    ...chart.changes.map(change => `    ${change.bump.padEnd(5)} ${changeText(change)}`),
    ...(chart.changes.length === 0 || suggested === undefined
      ? []
      : [`    ${enough ? 'a rise of' : 'too low a version for a rise of'} ${bump}: at least ${suggested}`]),
    ...chart.changelog.map(({ kind, description }) => `    log   ${kind}: ${description}`),
    ...chart.targets.flatMap(({ writes }) => writes.map(path => `    write ${path}`)),
  ];
}
