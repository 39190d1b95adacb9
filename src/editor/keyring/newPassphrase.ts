import * as vscode from 'vscode';
import { passphraseStrength } from '../../core/provenance/passphraseStrength';

const minLength = 8;

/** A new passphrase, typed twice, with a hint how strong it is. `undefined`: cancelled. */
export async function askNewPassphrase(title: string): Promise<string | undefined> {
  const passphrase = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('Passphrase that protects the private key. It cannot be recovered.'),
    placeHolder: vscode.l10n.t('Four or more words that do not belong together'),
    password: true,
    ignoreFocusOut: true,
    validateInput: strengthHint,
  });
  if (passphrase === undefined) return undefined;
  const again = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('The same passphrase again'),
    password: true,
    ignoreFocusOut: true,
    validateInput: text => (text === passphrase ? undefined : vscode.l10n.t('The two passphrases differ')),
  });
  return again === passphrase ? passphrase : undefined;
}

/** Too short is an error; weak is a warning that lets the user go on. */
function strengthHint(text: string): vscode.InputBoxValidationMessage | undefined {
  if (text.length < minLength)
    return {
      message: vscode.l10n.t('At least {0} characters', minLength),
      severity: vscode.InputBoxValidationSeverity.Error,
    };
  switch (passphraseStrength(text)) {
    case 'weak':
      return {
        message: vscode.l10n.t('Weak: whoever gets the key file can guess it. Longer is stronger.'),
        severity: vscode.InputBoxValidationSeverity.Warning,
      };
    case 'fair':
      return { message: vscode.l10n.t('Fair'), severity: vscode.InputBoxValidationSeverity.Info };
    case 'strong':
      return { message: vscode.l10n.t('Strong'), severity: vscode.InputBoxValidationSeverity.Info };
  }
}
