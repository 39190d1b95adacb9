import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { EntryComparison } from '../../core/archive/compareArchives';
import { loadArchive } from '../../core/archive/loadArchive';
import { ChartReleaseError } from '../../core/errors';
import type { ChartChange } from '../../core/release/change';
import { compareCharts } from '../../core/release/compareCharts';
import { displayText } from '../../util/displayText';
import { sha256 } from '../../util/digest';
import type { Fact, PlanPage, PlanStep } from '../../webview/pageModel';
import type { ArchiveFiles } from '../archive/archiveFiles';
import { resolvePackage } from '../chartTarget';
import type { Host } from '../host';
import { errorMessage } from '../messages';
import { changeText } from '../release/changeText';
import { bumpText } from '../release/planPage';
import type { ReleaseCommandMap } from '../release/releaseCommandMap';
import { openPage } from '../report/page';
import { limits } from '../../workflows/limits';
import { differingEntries, showDifferences } from './differences';
import type { Side } from './sides';
import { packageSide, pickSide, workspaceSide } from './sides';

const t = vscode.l10n.t;

/** Compares any two of workspace, commit, package and published version: a page with what breaks, and all files in the diff. */
export function compareChartsCommand(
  host: Host,
  files: ArchiveFiles,
): ReleaseCommandMap['helmChartRelease.compareCharts'] {
  return async target => {
    const title = t('Compare Charts');
    const isPackage = target !== undefined && !(target instanceof vscode.Uri && !target.path.endsWith('.tgz'));
    const given = isPackage ? await resolvePackage(host.charts, host.packages, target, title) : undefined;
    const before =
      given === undefined
        ? await pickSide(host, title, t('What is the older side?'), target)
        : await packageSide(given);
    if (before === undefined) return undefined;
    const after = await pickSide(host, title, t('What is compared with {0}?', before.label), target);
    if (after === undefined) return undefined;
    return showComparison(host, files, before, after);
  };
}

/** Opens the page; returns the number of changes. */
export function showComparison(host: Host, files: ArchiveFiles, before: Side, after: Side): number {
  const changes = compareCharts(loadArchive(before.archive), loadArchive(after.archive));
  const entries = differingEntries(before, after);
  const page = comparisonPage(before, after, changes, entries);
  openPage(host.context.extensionUri, 'helmChartRelease.compare', t('Compare Charts'), page, id => {
    if (id === 'differences') void showDifferences(files, page.heading, before, after, entries);
  });
  return changes.length;
}

/** Which entries of a package that fails its verification differ from the signed one, or from what its chart gives. */
export function tamperReportCommand(
  host: Host,
  files: ArchiveFiles,
): ReleaseCommandMap['helmChartRelease.tamperReport'] {
  return async target => {
    const title = t('Tamper Report');
    const path = await resolvePackage(host.charts, host.packages, target, title);
    if (path === undefined) return undefined;
    const suspect = await packageSide(path);
    const report = await host.verifications.report(path);
    const signed = report.checks.find(({ id }) => id === 'digest');
    if (signed?.state === 'passed') {
      void vscode.window.showInformationMessage(
        t('{0} is the package that was signed: no entry differs.', basename(path)),
      );
      return 0;
    }
    const original =
      (await signedPackage(host, path)) ??
      (await pickSide(host, title, t('What should it be? The signed package itself is not here.')));
    if (original === undefined) return undefined;
    const entries = tryDifferences(original, suspect);
    const page = tamperPage(basename(path), original, suspect, entries);
    openPage(host.context.extensionUri, 'helmChartRelease.tamper', title, page, id => {
      if (id === 'differences' && !(entries instanceof ChartReleaseError))
        void showDifferences(files, page.heading, original, suspect, entries);
    });
    return entries instanceof ChartReleaseError ? undefined : entries.length;
  };
}

/** A package here, or what a chart of the workspace gives, that has the digest which the provenance file names. */
async function signedPackage(host: Host, path: string): Promise<Side | undefined> {
  const provenance = await host.ports.store.read(`${path}.prov`, limits.provenanceBytes);
  if (provenance === undefined) return undefined;
  const text = new TextDecoder().decode(provenance);
  const isSigned = (side: Side): boolean => text.includes(sha256(side.archive).slice('sha256:'.length));
  const name = basename(path);
  for (const file of await host.packages.all()) {
    if (file.path === path || file.fileName !== name) continue;
    const side = await packageSide(file.path);
    if (isSigned(side)) return side;
  }
  const chart = (await host.charts.all()).find(
    ({ metadata }) => metadata !== undefined && name === `${metadata.name}-${metadata.version}.tgz`,
  );
  if (chart === undefined) return undefined;
  const side = await workspaceSide(host, chart.directory);
  return isSigned(side) ? side : undefined;
}

function tryDifferences(before: Side, after: Side): readonly EntryComparison[] | ChartReleaseError {
  try {
    return differingEntries(before, after);
  } catch (error) {
    if (error instanceof ChartReleaseError) return error;
    throw error;
  }
}

function comparisonPage(
  before: Side,
  after: Side,
  changes: readonly ChartChange[],
  entries: readonly EntryComparison[],
): PlanPage {
  const breaking = changes.filter(({ bump }) => bump === 'major');
  const others = changes.filter(({ bump }) => bump !== 'major');
  const factsOf = (list: readonly ChartChange[]): readonly Fact[] =>
    list.map(change => ({ label: bumpText(change.bump), value: displayText(changeText(change), 400) }));
  return {
    kind: 'plan',
    heading: t('{0} and {1}', before.label, after.label),
    intro: t('Changes: {0}, breaking: {1}. Files that differ: {2}.', changes.length, breaking.length, entries.length),
    facts: [
      { label: t('Older'), value: `${before.label} ${sha256(before.archive)}`, code: true },
      { label: t('Newer'), value: `${after.label} ${sha256(after.archive)}`, code: true },
    ],
    warnings: [],
    warningsHeading: '',
    steps: [
      { title: t('Breaking changes'), detail: breaking.length === 0 ? t('None.') : '', facts: factsOf(breaking) },
      { title: t('Other changes'), detail: others.length === 0 ? t('None.') : '', facts: factsOf(others) },
      ...entries.map(entryStep),
    ],
    actions: entries.length === 0 ? [] : [{ id: 'differences', label: t('Show Differences'), primary: true }],
  };
}

function tamperPage(
  name: string,
  original: Side,
  suspect: Side,
  entries: readonly EntryComparison[] | ChartReleaseError,
): PlanPage {
  const unreadable = entries instanceof ChartReleaseError;
  const list = unreadable ? [] : entries;
  return {
    kind: 'plan',
    heading: t('Tamper Report: {0}', name),
    intro: unreadable
      ? t('The package cannot be read, so its entries cannot be compared: {0}', errorMessage(entries).text)
      : list.length === 0
        ? t('Every entry has the same content. Only times, modes, order or compression of the file differ.')
        : t('Entries that differ from {0}: {1}.', original.label, list.length),
    facts: [
      { label: t('It should be'), value: `${original.label} ${sha256(original.archive)}`, code: true },
      { label: t('It is'), value: sha256(suspect.archive), code: true },
    ],
    warnings: [t('Do not use this package. Get it again from its source, and tell its maker when it fails again.')],
    warningsHeading: t('What to do next'),
    steps: list.map(entryStep),
    actions: list.length === 0 ? [] : [{ id: 'differences', label: t('Show Differences'), primary: true }],
  };
}

function entryStep({ path, state, first, second }: EntryComparison): PlanStep {
  const size = (facts: typeof first): string =>
    facts === undefined ? t('nothing') : `${t('{0} bytes', facts.sizeBytes)} ${facts.digest}`;
  const detail = {
    same: '',
    changed: t('Changed'),
    missing: t('Only the older has it'),
    added: t('Only the newer has it'),
  }[state];
  return {
    title: displayText(path, 300),
    detail,
    facts: [
      { label: t('Before'), value: size(first), code: true },
      { label: t('After'), value: size(second), code: true },
    ],
  };
}
