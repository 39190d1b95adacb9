import * as vscode from 'vscode';
import { displayText } from '../../util/displayText';
import type { SourceChange } from '../../workflows/ports';
import { formatFingerprint } from './keyText';

/** Says at once that a chart is not signed as it was when it came from there before; the text names both keys. */
export function warnOfChange(log: vscode.LogOutputChannel, { source, earlier, now }: SourceChange): void {
  log.warn(`${source} was signed by ${earlier.join(', ')} before, now by ${now ?? 'nobody'}`);
  const where = displayText(source, 200);
  const before = earlier.map(formatFingerprint).join(', ');
  const text =
    now === undefined
      ? vscode.l10n.t(
          '{0} is not signed any more. Before, it was signed by {1}. Do not use it until its owner has said why.',
          where,
          before,
        )
      : vscode.l10n.t(
          '{0} is signed by another key than before. Before: {1}. Now: {2}. Do not use it until its owner has said, by another way, that the key changed.',
          where,
          before,
          formatFingerprint(now),
        );
  void vscode.window.showErrorMessage(text, vscode.l10n.t('Show Log')).then(answer => {
    if (answer !== undefined) log.show();
  });
}
