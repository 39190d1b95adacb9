import * as vscode from 'vscode';
import { ChartReleaseError } from '../../core/errors';

const tries = 3;

/**
 * Asks for the passphrase of a key and tries `run` with it; a wrong one is asked again, three times in all. The
 * passphrase lives in this call only. Throws `key.wrongPassphrase` after the last try, CancellationError on Escape.
 */
export async function withPassphrase<T>(
  title: string,
  keyName: string,
  run: (passphrase: string) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const prompt =
      attempt === 1
        ? vscode.l10n.t('Passphrase of {0}', keyName)
        : vscode.l10n.t('That was not the passphrase of {0}. Try {1} of {2}.', keyName, attempt, tries);
    const passphrase = await vscode.window.showInputBox({ title, prompt, password: true, ignoreFocusOut: true });
    if (passphrase === undefined) throw new vscode.CancellationError();
    try {
      return await run(passphrase);
    } catch (error) {
      if (!ChartReleaseError.is(error, 'key.wrongPassphrase') || attempt === tries) throw error;
    }
  }
}
