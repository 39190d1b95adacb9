import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { readArchive } from '../../core/archive/readArchive';
import { decodeChartYaml } from '../../core/chart/chartYaml';
import type { Finding } from '../../core/findings';
import type { ArchiveBeside } from '../../core/provenance/checkProvFile';
import { checkProvFile } from '../../core/provenance/checkProvFile';
import type { IndexChecker } from '../../node/indexChecker';
import { sha256 } from '../../util/digest';
import { limits } from '../../workflows/limits';
import type { FileStore } from '../../workflows/ports';
import type { ExtraCheck } from './linter';

/** An index is checked in a thread, with the packages beside it and the text of the last commit. */
export function indexCheck(checker: IndexChecker): ExtraCheck {
  return (document, kind) => {
    if (kind !== 'index') return undefined;
    const text = document.getText();
    return /^\s*(?:\{|apiVersion:|entries:|generated:)/m.test(text.slice(0, 4096)) || text.includes('\nentries:')
      ? checkInThread(checker, document, text)
      : Promise.resolve([]);
  };
}

async function checkInThread(
  checker: IndexChecker,
  document: vscode.TextDocument,
  text: string,
): Promise<readonly Finding[]> {
  if (document.uri.scheme !== 'file') return checker.check({ text });
  const committed = await committedText(document.uri);
  return checker.check({
    text,
    directory: dirname(document.uri.fsPath),
    ...(committed === undefined ? {} : { committed }),
  });
}

interface GitApi {
  toGitUri?(uri: vscode.Uri, ref: string): vscode.Uri;
  getRepository?(uri: vscode.Uri): { show(ref: string, path: string): Promise<string> } | null;
}

/** What git HEAD has, through the editor's own git extension; `undefined` without it, or outside a repository. */
async function committedText(uri: vscode.Uri): Promise<string | undefined> {
  const git = vscode.extensions.getExtension<{ getAPI(version: 1): GitApi }>('vscode.git');
  if (git?.isActive !== true) return undefined;
  try {
    return await git.exports.getAPI(1).getRepository?.(uri)?.show('HEAD', uri.fsPath);
  } catch {
    return undefined; // not committed yet
  }
}

export function provenanceCheck(store: Pick<FileStore, 'read'>): ExtraCheck {
  return (document, kind) => {
    if (kind !== 'provenance') return undefined;
    if (document.uri.scheme !== 'file' || !document.uri.path.endsWith('.prov'))
      return Promise.resolve(checkProvFile(document.getText()));
    return archiveBeside(store, document.uri).then(beside => checkProvFile(document.getText(), beside));
  };
}

async function archiveBeside(store: Pick<FileStore, 'read'>, uri: vscode.Uri): Promise<ArchiveBeside> {
  const path = uri.fsPath.slice(0, -'.prov'.length);
  const fileName = basename(path);
  const bytes = await store.read(path, limits.archiveBytes).catch(() => undefined);
  if (bytes === undefined) return { fileName, digest: undefined };
  try {
    const chartYaml = readArchive(bytes).find(file => file.path === 'Chart.yaml');
    const metadata = chartYaml === undefined ? undefined : decodeChartYaml(chartYaml.bytes);
    return {
      fileName,
      digest: sha256(bytes),
      ...(metadata === undefined ? {} : { name: metadata.name, version: metadata.version }),
    };
  } catch {
    return { fileName, digest: sha256(bytes) }; // not a chart: the digest decides
  }
}
