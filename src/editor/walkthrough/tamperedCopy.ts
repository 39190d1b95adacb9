import { basename } from 'node:path';
import * as vscode from 'vscode';
import { loadArchive } from '../../core/archive/loadArchive';
import { packChart } from '../../core/archive/packChart';
import type { VerificationReport } from '../../core/provenance/report';
import { encodeUtf8 } from '../../util/bytes';
import { resolvePackage } from '../chartTarget';
import type { Host } from '../host';

/**
 * An exercise: verifies a copy of a signed package in which one line was added to the values, beside the provenance of the
 * real one. The copy lies in the extension's own storage; the package and the workspace are left alone.
 */
export function verifyTamperedCommand(host: Host): (target?: unknown) => Promise<VerificationReport | undefined> {
  return async target => {
    const title = vscode.l10n.t('Verify a Tampered Copy');
    const path = await resolvePackage(host.charts, host.packages, target, title);
    if (path === undefined) return undefined;
    const { fs } = vscode.workspace;
    const provenance = await fs.readFile(vscode.Uri.file(`${path}.prov`)).then(
      bytes => bytes,
      () => undefined,
    );
    if (provenance === undefined) {
      void vscode.window.showInformationMessage(vscode.l10n.t('{0} is not signed yet. Sign it first.', basename(path)));
      return undefined;
    }
    const folder = vscode.Uri.joinPath(host.context.globalStorageUri, 'exercise');
    const copy = vscode.Uri.joinPath(folder, basename(path));
    await fs.createDirectory(folder);
    await fs.writeFile(copy, tampered(await fs.readFile(vscode.Uri.file(path))));
    await fs.writeFile(vscode.Uri.joinPath(folder, `${basename(path)}.prov`), provenance);
    return vscode.commands.executeCommand<VerificationReport>('helmChartRelease.verifyPackage', copy);
  };
}

function tampered(bytes: Uint8Array): Uint8Array {
  const chart = loadArchive(bytes);
  const line = encodeUtf8('\n# one line that its maker did not write\n');
  const { values, chartFile } = chart;
  const file = values ?? chartFile;
  const changed = { ...file, bytes: Uint8Array.from([...file.bytes, ...line]) };
  const other =
    values === undefined
      ? { ...chart, files: [...chart.files, { ...changed, path: file.path }] }
      : { ...chart, values: changed };
  return packChart(other, { mtime: { kind: 'fixed', seconds: 315_532_800 } }).bytes;
}
