import * as vscode from 'vscode';
import type { TrustScope } from '../../core/trust/scope';
import { formatTrustScope, parseTrustScope } from '../../core/trust/scope';
import { parseFingerprint } from '../../core/trust/policy';
import { ChartReleaseError } from '../../core/errors';
import type { CommandMap } from '../commandMap';
import { errorMessage } from '../messages';
import type { Host } from '../host';
import { chooseKey } from './chooseKey';
import type { EditorKey } from './keyringStore';
import { formatFingerprint, keyName, scopeText } from './keyText';

/** Trust is the user's decision, with a scope; the fingerprint is shown first. */
export function trustKeyCommand(host: Host): CommandMap['helmChartRelease.trustKey'] {
  return async target => {
    const title = vscode.l10n.t('Trust Key');
    const key = await chooseKey(host, target, title);
    if (key === undefined || !(await confirmTrust(key))) return;
    const scopes = await askScopes(title);
    if (scopes === undefined) return;
    await host.keyring.setTrusted(key.info.fingerprint, true, scopes);
    host.log.info(`trusted: key ${key.info.fingerprint}, ${scopes.map(formatTrustScope).join(', ') || 'everywhere'}`);
    void vscode.window.showInformationMessage(
      vscode.l10n.t('The key of {0} is trusted {1}.', keyName(key.info), scopeText(scopes)),
    );
  };
}

export function untrustKeyCommand(host: Host): CommandMap['helmChartRelease.untrustKey'] {
  return async target => {
    const key = await chooseKey(host, target, vscode.l10n.t('Withdraw Trust in Key'), candidate => candidate.trusted);
    if (key === undefined) return;
    await host.keyring.setTrusted(key.info.fingerprint, false);
    host.log.info(`no longer trusted: key ${key.info.fingerprint}`);
  };
}

async function confirmTrust(key: EditorKey): Promise<boolean> {
  const trust = vscode.l10n.t('Trust This Key');
  const detail = vscode.l10n.t(
    'Fingerprint:\n{0}\n\nFrom: {1}\n\nTrust it only if this equals the fingerprint you got from its owner by another way.',
    formatFingerprint(key.info.fingerprint),
    key.record.source === '' ? vscode.l10n.t('unknown') : key.record.source,
  );
  const picked = await vscode.window.showWarningMessage(
    vscode.l10n.t('Trust the key of {0}?', keyName(key.info)),
    { modal: true, detail },
    trust,
  );
  return picked === trust;
}

/** No scope: everywhere. `undefined`: cancelled. */
export async function askScopes(title: string): Promise<readonly TrustScope[] | undefined> {
  const items: (vscode.QuickPickItem & { readonly prefix: string; readonly example: string })[] = [
    {
      label: vscode.l10n.t('Everywhere'),
      detail: vscode.l10n.t('For every chart, wherever it comes from.'),
      prefix: '',
      example: '',
    },
    {
      label: vscode.l10n.t('For one chart repository'),
      detail: vscode.l10n.t('For packages of a repository at one address.'),
      prefix: 'repository:',
      example: 'https://charts.example.com/stable',
    },
    {
      label: vscode.l10n.t('For one registry path'),
      detail: vscode.l10n.t('For packages at or under one place of an OCI registry.'),
      prefix: 'registry:',
      example: 'registry.example.com/charts',
    },
    {
      label: vscode.l10n.t('For one chart'),
      detail: vscode.l10n.t('For charts of exactly one name.'),
      prefix: 'chart:',
      example: 'shop',
    },
  ];
  const options = { title, placeHolder: vscode.l10n.t('Where does your trust in this key count?') };
  const picked = await vscode.window.showQuickPick(items, options);
  if (picked === undefined) return undefined;
  if (picked.prefix === '') return [];
  const text = await vscode.window.showInputBox({
    title,
    prompt: picked.label,
    placeHolder: picked.example,
    ignoreFocusOut: true,
    validateInput: value => scopeProblem(picked.prefix + value.trim()),
  });
  if (text === undefined) return undefined;
  const scope = parseTrustScope(picked.prefix + text.trim());
  return scope === 'everywhere' ? [] : [scope];
}

function scopeProblem(text: string): string | undefined {
  try {
    parseTrustScope(text);
    return undefined;
  } catch (error) {
    if (ChartReleaseError.is(error, 'trust.badScope')) return errorMessage(error).text;
    throw error;
  }
}

/** Compares by the machine, not by the eye: the user pastes what the owner gave. */
export function compareFingerprintCommand(host: Host): CommandMap['helmChartRelease.compareFingerprint'] {
  return async target => {
    const title = vscode.l10n.t('Compare Fingerprint');
    const key = await chooseKey(host, target, title);
    if (key === undefined) return undefined;
    const text = await vscode.window.showInputBox({
      title,
      prompt: vscode.l10n.t('Fingerprint you were given for {0}, by another way than this key', keyName(key.info)),
      ignoreFocusOut: true,
      validateInput: value =>
        value.trim() === '' || parseFingerprint(value) !== undefined
          ? undefined
          : vscode.l10n.t('A fingerprint has 40 or 64 hexadecimal digits; the last 8 or 16 alone can be forged.'),
    });
    const given = text === undefined ? undefined : parseFingerprint(text);
    if (given === undefined) return undefined;
    const isSame = given === key.info.fingerprint;
    if (isSame)
      void vscode.window.showInformationMessage(
        vscode.l10n.t('Same fingerprint: this is the key {0}.', formatFingerprint(given)),
      );
    else
      void vscode.window.showWarningMessage(
        vscode.l10n.t(
          'Another fingerprint. Given: {0}. This key: {1}. Do not trust it.',
          formatFingerprint(given),
          formatFingerprint(key.info.fingerprint),
        ),
      );
    return isSame;
  };
}
