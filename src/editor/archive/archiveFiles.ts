import * as vscode from 'vscode';
import { readArchive } from '../../core/archive/readArchive';
import { ChartReleaseError } from '../../core/errors';
import { sha256 } from '../../util/digest';

export const archiveScheme = 'helm-chart-archive';

/** Packages in memory. A comparison shows two; more are of tabs that are still open. */
const keptPackages = 16;

/** A file inside a package: the query holds the address of the package, the path the file's. */
export function archiveUri(archive: vscode.Uri, path: string): vscode.Uri {
  return vscode.Uri.from({ scheme: archiveScheme, path: `/${path}`, query: archive.toString() });
}

/** Files inside packages, read-only, as the strict reader sees them. Nothing is unpacked to disk. */
export class ArchiveFiles implements vscode.FileSystemProvider {
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;
  readonly #kept = new Map<string, Uint8Array>();

  /** A file inside a package that is in memory only; the last few packages are kept. */
  keep(archive: Uint8Array, path: string): vscode.Uri {
    const id = sha256(archive);
    this.#kept.delete(id);
    this.#kept.set(id, archive);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > keptPackages && oldest !== undefined) this.#kept.delete(oldest);
    return vscode.Uri.from({ scheme: archiveScheme, path: `/${path}`, query: id });
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => {});
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const bytes = await this.readFile(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: bytes.length, permissions: 1 };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const archive =
      this.#kept.get(uri.query) ?? (await vscode.workspace.fs.readFile(vscode.Uri.parse(uri.query, true)));
    const file = readFiles(archive).find(({ path }) => `/${path}` === uri.path);
    if (file === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return file.bytes;
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): void {
    throw vscode.FileSystemError.NoPermissions(uri);
  }
}

function readFiles(archive: Uint8Array): ReturnType<typeof readArchive> {
  try {
    return readArchive(archive);
  } catch (error) {
    if (error instanceof ChartReleaseError) throw vscode.FileSystemError.Unavailable(error.message);
    throw error;
  }
}
