import * as vscode from 'vscode';
import type { KeyringKey } from '../../core/provenance/keyring';
import type { Bump } from '../../core/release/change';
import type { PlannedChart, PlanState } from '../../core/release/plannedChart';
import { isReleasable } from '../../core/release/plannedChart';
import { displayText } from '../../util/displayText';
import type { Fact, PlanPage, PlanStep } from '../../webview/pageModel';
import { formatFingerprint, keyName } from '../keyring/keyText';
import { errorMessage } from '../messages';
import { openPage } from '../report/page';
import { changeText } from './changeText';

export type PlanAnswer = 'release' | 'prepare' | 'cancel';

/** Shows the plan for all charts and waits for what to do with it. Closing the tab is a no. */
export function askAboutPlan(
  extensionUri: vscode.Uri,
  charts: readonly PlannedChart[],
  targets: readonly string[],
  key: KeyringKey,
): Promise<PlanAnswer> {
  const title = vscode.l10n.t('Release Changed Charts');
  return new Promise(resolve => {
    const model = releasesPageModel(title, charts, targets, key);
    const panel = openPage(extensionUri, 'helmChartRelease.plan', title, model, id => {
      resolve(id === 'release' || id === 'prepare' ? id : 'cancel');
      panel.dispose();
    });
    panel.onDidDispose(() => {
      resolve('cancel');
    });
  });
}

function releasesPageModel(
  heading: string,
  charts: readonly PlannedChart[],
  targets: readonly string[],
  key: KeyringKey,
): PlanPage {
  const t = vscode.l10n.t;
  const released = charts.filter(isReleasable);
  const blocked = charts.filter(({ state }) => state === 'taken' || state === 'broken');
  const needsVersion = charts.some(needsHigherVersion);
  const unchanged = charts.length - released.length - blocked.length;
  return {
    kind: 'plan',
    heading,
    intro: t(
      'Nothing has been written or sent yet. {0} to release, {1} unchanged, {2} in the way. Targets: {3}. Signed by {4}, {5}.',
      released.length,
      unchanged,
      blocked.length,
      targets.join(', '),
      keyName(key.info),
      formatFingerprint(key.info.fingerprint),
    ),
    steps: [...blocked, ...released].map(chartStep),
    warnings: [
      ...blocked.map(chart => t('{0} {1} is in the way: {2}', chart.name, chart.version, stateText(chart.state))),
      ...charts
        .filter(chart => isReleasable(chart) && !chart.advice.enough)
        .map(chart =>
          t('{0} {1} rises too little: at least {2}', chart.name, chart.version, chart.advice.suggested ?? ''),
        ),
    ].map(text => displayText(text)),
    warningsHeading: t('Before you go on'),
    actions: [
      ...(blocked.length === 0 && released.length > 0
        ? [{ id: 'release', label: t('Release'), primary: !needsVersion }]
        : []),
      ...(needsVersion ? [{ id: 'prepare', label: t('Write Suggested Versions and Change Logs'), primary: true }] : []),
      { id: 'cancel', label: t('Cancel') },
    ],
  };
}

export function needsHigherVersion(chart: PlannedChart): boolean {
  return chart.state !== 'unchanged' && chart.state !== 'broken' && !chart.advice.enough;
}

function chartStep(chart: PlannedChart): PlanStep {
  const t = vscode.l10n.t;
  const { advice, published } = chart;
  const fact = (label: string, value: string, code = false): Fact => ({ label, value: displayText(value), code });
  return {
    title: displayText(`${chart.name} ${chart.version}`),
    detail: stateText(chart.state),
    facts: [
      ...(published === undefined
        ? []
        : [fact(t('Published'), `${published.version} ${published.archiveDigest}`, true)]),
      ...(chart.problem === undefined ? [] : [fact(t('Problem'), errorMessage(chart.problem).text)]),
      ...chart.changes.map(change => fact(bumpText(change.bump), changeText(change))),
      ...(advice.suggested === undefined || chart.changes.length === 0
        ? []
        : [fact(t('Suggested'), t('{0} or higher ({1})', advice.suggested, bumpText(advice.bump)))]),
      ...chart.changelog.map(({ kind, description }) => fact(t('Log'), `${kind}: ${description}`)),
      ...(chart.archive === undefined ? [] : [fact(t('Digest'), chart.archive.digest, true)]),
      ...chart.targets.flatMap(({ writes }) => writes.map(path => fact(t('Writes'), path, true))),
    ],
  };
}

function bumpText(bump: Bump): string {
  switch (bump) {
    case 'none':
      return vscode.l10n.t('no change');
    case 'patch':
      return vscode.l10n.t('patch');
    case 'minor':
      return vscode.l10n.t('minor');
    case 'major':
      return vscode.l10n.t('major');
  }
}

function stateText(state: PlanState): string {
  const t = vscode.l10n.t;
  switch (state) {
    case 'new':
      return t('Not published yet.');
    case 'changed':
      return t('A version that is not published yet.');
    case 'incomplete':
      return t('Published at some targets only; the others get the same package.');
    case 'unchanged':
      return t('Published everywhere, nothing changed.');
    case 'taken':
      return t('Changed, but this version is published with other contents. Raise the version.');
    case 'broken':
      return t('Cannot be packaged.');
  }
}
