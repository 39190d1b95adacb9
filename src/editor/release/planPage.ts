import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Bump } from '../../core/release/change';
import { formatEntryLines } from '../../core/release/changelogText';
import type { PlannedChart, PlanState } from '../../core/release/plannedChart';
import { isReleasable } from '../../core/release/plannedChart';
import { displayText } from '../../util/displayText';
import type { Action, Fact, PlanPage, PlanStep } from '../../webview/pageModel';
import type { ReleasePlans } from '../../workflows/release/planReleases';
import { describeWarning } from '../commands/packageText';
import type { EditorKey } from '../keyring/keyringStore';
import { formatFingerprint, helmReadability, keyName } from '../keyring/keyText';
import { errorMessage } from '../messages';
import { openPage } from '../report/page';
import { changeText } from './changeText';

/** What the page shows beside the plan itself. */
export interface PlanView {
  readonly title: string;
  readonly plan: ReleasePlans;
  readonly targets: readonly string[];
  readonly key: EditorKey;
  /** Absolute folder of packages and receipts. */
  readonly destination: string;
  /** Folders of charts whose version, or change log, is not written yet. */
  readonly unwritten: ReadonlySet<string>;
  /** Folders of charts in whose place in `destination` another package of the same version lies. */
  readonly replaced: ReadonlySet<string>;
  /** Paths of unsaved files of these charts. */
  readonly unsaved: readonly string[];
}

export interface PlanAnswer {
  readonly kind: 'release' | 'prepare' | 'cancel';
  /** The change logs as they were edited, by the chart's folder. */
  readonly logs: ReadonlyMap<string, string>;
}

/** Shows the plan and waits for what to do with it. Closing the tab is a no. */
export function askAboutPlan(extensionUri: vscode.Uri, view: PlanView): Promise<PlanAnswer> {
  return new Promise(resolve => {
    const panel = openPage(extensionUri, 'helmChartRelease.plan', view.title, planPageModel(view), (id, texts) => {
      resolve({ kind: id === 'release' || id === 'prepare' ? id : 'cancel', logs: new Map(Object.entries(texts)) });
      panel.dispose();
    });
    panel.onDidDispose(() => {
      resolve({ kind: 'cancel', logs: new Map() });
    });
  });
}

function planPageModel(view: PlanView): PlanPage {
  const t = vscode.l10n.t;
  const { charts } = view.plan;
  const released = charts.filter(isReleasable);
  const blocked = charts.filter(isBlocked);
  return {
    kind: 'plan',
    heading: view.title,
    intro: t(
      'This is a dry run: nothing has been written or sent yet. {0} to release, {1} unchanged, {2} in the way.',
      released.length,
      charts.length - released.length - blocked.length,
      blocked.length,
    ),
    facts: planFacts(view),
    steps: [...blocked, ...released].map(chart => chartStep(chart, view)),
    warnings: planWarnings(view).map(text => displayText(text, 400)),
    warningsHeading: t('Before you go on'),
    actions: planActions(view),
  };
}

function isBlocked({ state }: PlannedChart): boolean {
  return state === 'taken' || state === 'broken';
}

function planFacts({ key, targets, destination }: PlanView): readonly Fact[] {
  const t = vscode.l10n.t;
  return [
    ...targets.map(target => ({ label: t('Publishes to'), value: displayText(target), code: true })),
    { label: t('Keeps packages in'), value: destination, code: true },
    { label: t('Keeps receipts in'), value: join(destination, 'receipts'), code: true },
    { label: t('Signed by'), value: `${keyName(key.info)}, ${key.info.algorithm}` },
    { label: t('Fingerprint'), value: formatFingerprint(key.info.fingerprint), code: true },
    { label: t('Readable by'), value: helmReadability(key.info) },
    {
      label: t('Steps'),
      value: t(
        'Package, sign and verify all; publish, those that others need first; pull each back, compare and verify it. You can cancel at any step, and resume.',
      ),
    },
  ];
}

function planActions({ plan, unwritten }: PlanView): readonly Action[] {
  const t = vscode.l10n.t;
  const canRelease = plan.charts.some(isReleasable) && !plan.charts.some(isBlocked);
  const isReady = unwritten.size === 0;
  return [
    ...(canRelease ? [{ id: 'release', label: t('Release'), primary: isReady, unedited: true }] : []),
    ...(plan.charts.some(({ state }) => state !== 'unchanged' && state !== 'broken')
      ? [{ id: 'prepare', label: t('Write Versions and Change Logs'), primary: !isReady }]
      : []),
    { id: 'cancel', label: t('Cancel') },
  ];
}

function planWarnings({ plan, key, unwritten, unsaved }: PlanView): readonly string[] {
  const t = vscode.l10n.t;
  const { charts } = plan;
  const tooLow = charts.filter(chart => isReleasable(chart) && !chart.advice.enough);
  return [
    ...charts
      .filter(isBlocked)
      .map(chart => t('{0} {1} is in the way: {2}', chart.name, chart.version, stateText(chart.state))),
    ...tooLow.map(({ name, version, advice }) =>
      t('{0} {1} rises too little: at least {2}', name, version, advice.suggested ?? ''),
    ),
    ...(unwritten.size === 0
      ? []
      : [
          t(
            'Versions or change logs are not written yet: {0}. The button writes them as shown below into the charts, saves them, and plans again.',
            charts.flatMap(({ name, directory }) => (unwritten.has(directory) ? [name] : [])).join(', '),
          ),
        ]),
    ...unsaved.map(path => t('{0} has changes that are not saved, and not in the package.', path)),
    ...charts
      .filter(isReleasable)
      .flatMap(chart =>
        (plan.warnings.get(chart.directory) ?? []).map(warning => `${chart.name}: ${describeWarning(warning)}`),
      ),
    ...(key.info.readableByHelm3
      ? []
      : [t('Users of Helm 3 cannot verify this release: Helm 3 cannot read this kind of key.')]),
    ...(key.trusted ? [] : [t('You have not trusted the signing key, so the verification will stop the release.')]),
  ];
}

function chartStep(chart: PlannedChart, view: PlanView): PlanStep {
  const { advice, published, archive } = chart;
  const t = vscode.l10n.t;
  const fact = (label: string, value: string, code = false): Fact => ({ label, value: displayText(value, 300), code });
  const local =
    archive === undefined || !isReleasable(chart)
      ? []
      : ['', '.prov'].map(suffix => join(view.destination, `${archive.fileName}${suffix}`));
  const replaces = view.replaced.has(chart.directory)
    ? [fact(t('Replaces'), t('a package of this version with other contents in {0}', view.destination))]
    : [];
  return {
    title: displayText(`${chart.name} ${chart.version}`),
    detail: stateText(chart.state),
    facts: [
      ...(published === undefined
        ? []
        : [fact(t('Published'), `${published.version} ${published.archiveDigest}`, true)]),
      ...(chart.problem === undefined ? [] : [fact(t('Problem'), errorMessage(chart.problem).text)]),
      ...(chart.needs.length === 0 ? [] : [fact(t('After'), chart.needs.join(', '))]),
      ...chart.changes.map(change => fact(bumpText(change.bump), changeText(change))),
      ...(advice.suggested === undefined || chart.changes.length === 0
        ? []
        : [fact(t('Suggested'), t('{0} or higher ({1})', advice.suggested, bumpText(advice.bump)))]),
      ...(archive === undefined
        ? []
        : [fact(t('Package'), `${archive.digest} (${t('{0} bytes', archive.sizeBytes)})`, true)]),
      ...replaces,
      ...[...local, ...chart.targets.flatMap(({ writes }) => writes)].map(path => fact(t('Writes'), path, true)),
    ],
    ...(chart.state === 'broken' ? {} : { edit: logEditor(chart) }),
  };
}

function logEditor(chart: PlannedChart): NonNullable<PlanStep['edit']> {
  const t = vscode.l10n.t;
  return {
    id: chart.directory,
    label: t('Change log of {0}', displayText(chart.name, 100)),
    help:
      chart.changelogSource === 'chart'
        ? t('As it is in Chart.yaml. One entry a line: added, changed, deprecated, removed, fixed or security.')
        : t('From the commits. One entry a line: added, changed, deprecated, removed, fixed or security.'),
    text: formatEntryLines(chart.changelog),
  };
}

export function bumpText(bump: Bump): string {
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
      return t('Cannot be released.');
  }
}
