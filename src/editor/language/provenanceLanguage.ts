import { basename } from 'node:path';
import * as vscode from 'vscode';
import { parseClearsigned } from '../../core/provenance/clearsign';
import { provParts } from '../../core/provenance/checkProvFile';
import { creationTimes, issuerFingerprints, issuerKeyIds, parseSignature } from '../../core/provenance/signaturePacket';
import type { TrustedKeys } from '../../workflows/ports';
import type { TextRange } from '../../core/findings';
import { encodeUtf8 } from '../../util/bytes';
import { displayText } from '../../util/displayText';

const t = vscode.l10n.t;

function rangeOf(document: vscode.TextDocument, { start, end }: TextRange): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}

export class ProvenanceSymbols implements vscode.DocumentSymbolProvider {
  provideDocumentSymbols(document: vscode.TextDocument): vscode.DocumentSymbol[] {
    const { metadata, files, signature } = provParts(document.getText());
    const symbol = (name: string, detail: string, kind: vscode.SymbolKind, range: TextRange): vscode.DocumentSymbol =>
      new vscode.DocumentSymbol(
        displayText(name, 200),
        detail,
        kind,
        rangeOf(document, range),
        rangeOf(document, range),
      );
    return [
      ...(metadata === undefined ? [] : [symbol(t('Metadata'), '', vscode.SymbolKind.Namespace, metadata)]),
      ...files.map(file =>
        symbol(file.name, file.digest, vscode.SymbolKind.File, {
          start: file.nameRange.start,
          end: file.digestRange.end,
        }),
      ),
      ...(signature === undefined ? [] : [symbol(t('Signature'), '', vscode.SymbolKind.Key, signature)]),
    ];
  }
}

/** Who signed and when, as the signature says it: *Verify* is what tells whether that is true. */
export class ProvenanceHover implements vscode.HoverProvider {
  constructor(private readonly keyring: Pick<TrustedKeys, 'keys'>) {}

  async provideHover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | undefined> {
    const text = document.getText();
    const offset = document.offsetAt(position);
    const { files, signature } = provParts(text);
    const file = files.find(each => offset >= each.nameRange.start && offset <= each.digestRange.end);
    if (file !== undefined) {
      const beside = basename(document.uri.path).replace(/\.prov$/, '');
      const note =
        file.name === beside
          ? t('The digest of the package beside this file, as it was signed.')
          : t('The digest of a package of this name, as it was signed.');
      return new vscode.Hover(new vscode.MarkdownString(note), rangeOf(document, file.digestRange));
    }
    if (signature === undefined || offset < signature.start || offset > signature.end) return undefined;
    const found = signatures(text);
    if (found.length === 0) return undefined;
    const keys = await this.keyring.keys().catch(() => []);
    const shown = new vscode.MarkdownString();
    for (const { key, time } of found) {
      const owner = keys.find(({ info }) => [info, ...info.subkeys].some(each => each.fingerprint.endsWith(key)));
      const name = owner?.info.userIds[0];
      shown.appendText(name === undefined ? t('A key that is not in your keyring') : displayText(name, 200));
      shown.appendMarkdown(`\n\n\`${key}\`\n\n`);
      shown.appendText(t('Signed at {0}, says the signature.', time)).appendMarkdown('\n\n');
    }
    shown.appendText(t('Not verified here: Verify checks it against your keyring.'));
    return new vscode.Hover(shown, rangeOf(document, signature));
  }
}

/** The key that each signature names, and its time. */
function signatures(text: string): readonly { readonly key: string; readonly time: string }[] {
  const frame = parseClearsigned(encodeUtf8(text));
  if ('problem' in frame) return [];
  return frame.signatures.flatMap(body => {
    const signature = parseSignature(body);
    if ('problem' in signature) return [];
    const [seconds] = creationTimes(signature);
    const time = seconds === undefined ? t('an unknown time') : new Date(seconds * 1000).toISOString();
    const key = issuerFingerprints(signature)[0] ?? issuerKeyIds(signature)[0];
    return key === undefined ? [] : [{ key, time }];
  });
}

export class ProvenanceLenses implements vscode.CodeLensProvider {
  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    if (document.uri.scheme !== 'file') return [];
    const command = { title: t('Verify'), command: 'helmChartRelease.verifyPackage', arguments: [document.uri] };
    return [new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), command)];
  }
}
