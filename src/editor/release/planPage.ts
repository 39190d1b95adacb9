import * as vscode from 'vscode';
import { formatReference } from '../../core/registry/reference';
import type { KeyringKey } from '../../core/provenance/keyring';
import { displayText } from '../../util/displayText';
import type { PlanPage, PlanStep } from '../../webview/pageModel';
import type { ReleasePlan } from '../../workflows/releaseChart';
import { describeTime, describeWarning } from '../commands/packageText';
import { formatFingerprint, helmReadability, keyName } from '../keyring/keyText';
import { openPage } from '../report/page';

/** Shows everything a release will write and send, and waits for the user's yes or no. Closing the tab is a no. */
export function confirmPlan(extensionUri: vscode.Uri, plan: ReleasePlan, key: KeyringKey): Promise<boolean> {
  const { name, version } = plan.built.archive.metadata;
  const title = vscode.l10n.t('Release {0} {1}', displayText(name, 60), displayText(version, 40));
  return new Promise(resolve => {
    const panel = openPage(extensionUri, 'helmChartRelease.plan', title, planPageModel(title, plan, key), id => {
      resolve(id === 'release');
      panel.dispose();
    });
    panel.onDidDispose(() => {
      resolve(false);
    });
  });
}

function planPageModel(heading: string, plan: ReleasePlan, key: KeyringKey): PlanPage {
  const t = vscode.l10n.t;
  return {
    kind: 'plan',
    heading,
    intro: t('Nothing has been written or sent yet. This is what the release will do, in this order.'),
    steps: [packageStep(plan), signStep(plan, key), verifyStep(), pushStep(plan)],
    warnings: planWarnings(plan, key),
    warningsHeading: t('Before you go on'),
    actions: [
      { id: 'release', label: t('Release'), primary: true },
      { id: 'cancel', label: t('Cancel') },
    ],
  };
}

function packageStep(plan: ReleasePlan): PlanStep {
  const t = vscode.l10n.t;
  const { archive, time } = plan.built;
  const disk = {
    absent: t('A new file.'),
    same: t('The same package is there already; it stays as it is.'),
    different: t('Replaces a package of this version that has other contents.'),
  }[plan.onDisk];
  return {
    title: t('Package'),
    detail: disk,
    facts: [
      { label: t('File'), value: plan.archivePath, code: true },
      { label: t('Digest'), value: archive.digest, code: true },
      { label: t('Contents'), value: t('{0} files, {1} bytes packed', archive.entries.length, archive.bytes.length) },
      { label: t('File times'), value: describeTime(time) },
    ],
  };
}

function signStep(plan: ReleasePlan, key: KeyringKey): PlanStep {
  const t = vscode.l10n.t;
  return {
    title: t('Sign'),
    detail: t('Writes the provenance file beside the package. You are asked for the passphrase of the key.'),
    facts: [
      { label: t('File'), value: plan.provenancePath, code: true },
      { label: t('Key'), value: `${keyName(key.info)}, ${key.info.algorithm}` },
      { label: t('Fingerprint'), value: formatFingerprint(key.info.fingerprint), code: true },
      { label: t('Readable by'), value: helmReadability(key.info) },
    ],
  };
}

function verifyStep(): PlanStep {
  return {
    title: vscode.l10n.t('Verify'),
    detail: vscode.l10n.t(
      'Checks signature, digest and metadata with your keyring, before anything is written. The release stops if it does not hold.',
    ),
    facts: [],
  };
}

function pushStep(plan: ReleasePlan): PlanStep {
  const t = vscode.l10n.t;
  return {
    title: t('Push'),
    detail: t('Sends package and provenance, then pulls them back and compares.'),
    facts: [
      { label: t('Reference'), value: formatReference(plan.reference), code: true },
      {
        label: t('There now'),
        value:
          plan.published === undefined
            ? t('Nothing: this version is new.')
            : t('Already published as {0}', plan.published),
      },
    ],
  };
}

function planWarnings(plan: ReleasePlan, key: KeyringKey): readonly string[] {
  const t = vscode.l10n.t;
  const warnings = plan.built.warnings.map(describeWarning);
  if (plan.published !== undefined) {
    warnings.push(
      t('This version is published already. If its contents differ, the push stops: raise the version in Chart.yaml.'),
    );
  }
  if (!key.info.readableByHelm3)
    warnings.push(t('Users of Helm 3 cannot verify this release: Helm 3 cannot read this kind of key.'));
  if (!key.trusted)
    warnings.push(t('You have not trusted the signing key, so the verification will stop the release.'));
  return warnings;
}
