import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { EntryComparison, EntryFacts } from '../../core/archive/compareArchives';
import { loadArchive } from '../../core/archive/loadArchive';
import { committedCharts } from '../../node/git/committedCharts';
import { displayText } from '../../util/displayText';
import type { PlanPage, PlanStep } from '../../webview/pageModel';
import type { RebuildComparison } from '../../workflows/compareChart';
import { compareRebuilt } from '../../workflows/compareChart';
import type { ArchiveFiles } from '../archive/archiveFiles';
import { resolveChart, resolvePackage } from '../chartTarget';
import type { Host } from '../host';
import { runWithProgress } from '../progress';
import type { ReleaseCommandMap } from '../release/releaseCommandMap';
import { openPage } from '../report/page';
import { showDifferences } from './differences';
import { rebuildText } from './rebuildText';
import type { Side } from './sides';
import { packageSide, pickPublishedSide } from './sides';

const t = vscode.l10n.t;

/** Packs a chart again, from the work tree or a commit, and holds it against a package that was made of it, entry by entry. */
export function rebuildCommand(
  host: Host,
  files: ArchiveFiles,
): ReleaseCommandMap['helmChartRelease.rebuildAndCompare'] {
  return async target => {
    const title = t('Rebuild and Compare');
    const published = await publishedSide(host, title, target);
    if (published === undefined) return undefined;
    const directory = await chartOf(host, title, published);
    if (directory === undefined) return undefined;
    const revision = await pickRevision(title);
    if (revision === undefined) return undefined;
    const comparison = await runWithProgress(host.log, t('Rebuilding {0}', basename(directory)), context =>
      compareRebuilt(
        { chartFiles: host.ports.chartFiles, committedCharts: committedCharts(process.env) },
        published.archive,
        { directory, ...(revision === '' ? {} : { revision }) },
        context,
      ),
    );
    host.log.info(
      `rebuilt ${published.label}: published ${comparison.published}, rebuilt ${comparison.rebuilt}, ${comparison.same ? 'the same entries' : 'entries differ'}`,
    );
    const page = rebuildPage(published, comparison);
    openPage(host.context.extensionUri, 'helmChartRelease.rebuild', title, page, id => {
      if (id === 'differences') void showDifferences(files, page.heading, ...sidesOf(published, comparison));
      if (id === 'text') void openText(rebuildText(page));
    });
    return comparison.entries.filter(({ state }) => state !== 'same').length;
  };
}

async function publishedSide(host: Host, title: string, target: unknown): Promise<Side | undefined> {
  if (target === undefined) return pickPublishedSide(host, title);
  const path = await resolvePackage(host.charts, host.packages, target, title);
  return path === undefined ? undefined : packageSide(path);
}

/** The one chart of the workspace with the package's name, else asked for. */
async function chartOf(host: Host, title: string, published: Side): Promise<string | undefined> {
  const { name } = loadArchive(published.archive).metadata;
  const named = (await host.charts.all()).filter(({ metadata }) => metadata?.name === name);
  return named.length === 1 ? named[0]?.directory : resolveChart(host.charts, undefined, title);
}

/** An empty text is the work tree. */
async function pickRevision(title: string): Promise<string | undefined> {
  const tree = { label: `$(folder) ${t('Working tree')}`, detail: t('The chart as it is here now') };
  const commit = { label: `$(git-commit) ${t('Commit')}`, detail: t('The chart as of a commit, branch or tag') };
  const placeHolder = t('What is the package rebuilt from?');
  const picked = await vscode.window.showQuickPick([tree, commit], { title, placeHolder });
  if (picked !== commit) return picked && '';
  const prompt = t('A commit, branch or tag, such as HEAD~1');
  const revision = await vscode.window.showInputBox({ title, prompt, value: 'HEAD', ignoreFocusOut: true });
  return revision?.trim() === '' ? undefined : revision?.trim();
}

function sidesOf(
  published: Side,
  { rebuiltBytes, commit, entries }: RebuildComparison,
): [before: Side, after: Side, entries: readonly EntryComparison[]] {
  const rebuilt = { label: originText(commit), archive: rebuiltBytes };
  return [published, rebuilt, entries.filter(({ state }) => state !== 'same')];
}

function originText(commit: string | undefined): string {
  return commit === undefined ? t('the working tree') : t('commit {0}', commit.slice(0, 10));
}

function rebuildPage(published: Side, comparison: RebuildComparison): PlanPage {
  const { commit, entries } = comparison;
  const differing = entries.filter(({ state }) => state !== 'same');
  const same = entries.filter(({ state }) => state === 'same');
  return {
    kind: 'plan',
    heading: t('Rebuild of {0}', displayText(published.label, 200)),
    intro: introText(comparison, differing.length),
    facts: [
      { label: t('Package'), value: comparison.published, code: true },
      { label: t('Rebuilt'), value: comparison.rebuilt, code: true },
      { label: t('Rebuilt from'), value: commit === undefined ? t('the working tree') : commit, code: true },
    ],
    warnings: [],
    warningsHeading: '',
    steps: [...differing.map(differingStep), ...(same.length === 0 ? [] : [sameStep(same)])],
    actions: [
      ...(differing.length === 0 ? [] : [{ id: 'differences', label: t('Show Differences'), primary: true }]),
      { id: 'text', label: t('Open as Text') },
    ],
  };
}

function introText({ identical, same, entries, commit }: RebuildComparison, differing: number): string {
  const origin = originText(commit);
  if (identical) return t('What {0} gives is this package, byte for byte.', origin);
  if (same)
    return t('What {0} gives has the same files. Only order, times or compression of the package differ.', origin);
  return t('{0} of {1} files differ from what {2} gives.', differing, entries.length, origin);
}

function differingStep({ path, state, first, second }: EntryComparison): PlanStep {
  const detail = {
    same: '',
    changed: t('Other content'),
    missing: t('Only in the package'),
    added: t('Only in the rebuilt one'),
  }[state];
  return {
    title: displayText(path, 300),
    detail,
    facts: [
      { label: t('Package'), value: factsText(first), code: true },
      { label: t('Rebuilt'), value: factsText(second), code: true },
    ],
  };
}

function sameStep(entries: readonly EntryComparison[]): PlanStep {
  return {
    title: t('Files with the same content: {0}', entries.length),
    detail: '',
    facts: entries.map(({ path, first }) => ({ label: displayText(path, 300), value: factsText(first), code: true })),
  };
}

function factsText(facts: EntryFacts | undefined): string {
  return facts === undefined ? t('nothing') : `${t('{0} bytes', facts.sizeBytes)} ${facts.digest}`;
}

async function openText(content: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ content, language: 'plaintext' });
  await vscode.window.showTextDocument(document, { preview: true });
}
