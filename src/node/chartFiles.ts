import { lstat, readdir, readFile, realpath, stat } from 'node:fs/promises';
import type { Stats } from 'node:fs';
import { join } from 'node:path';
import { limits } from '../core/archive/limits';
import type { ChartFile, ChartPath, LoadWarning } from '../core/chart/chart';
import type { IgnoreRule } from '../core/chart/helmignore';
import { ignoredBy, parseHelmignore } from '../core/chart/helmignore';
import { ChartReleaseError } from '../core/errors';
import { compareUtf8, decodeUtf8Lossy } from '../util/bytes';
import type { ChartDirectory, ChartFiles } from '../workflows/ports';

/** Links that lead to a folder above them go on until the path is too long for the system; this is well before. */
const maxDepth = 64;

/** Reads chart folders from disk as Helm 4 walks them (pkg/chart/v2/loader directory.go, internal/sympath). */
export function chartFiles(): ChartFiles {
  return { readChart };
}

async function readChart(directory: string, signal: AbortSignal): Promise<ChartDirectory> {
  const root = await realpath(directory).catch(() => undefined);
  if (root === undefined || !(await isFile(join(root, 'Chart.yaml')))) throw new ChartReleaseError('chart.notFound', { path: directory });
  const walk = new Walk(root, await readRules(root), signal);
  await walk.directory('', 0);
  return { files: walk.files, warnings: walk.warnings };
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    stats => stats.isFile(),
    () => false,
  );
}

async function readRules(root: string): Promise<readonly IgnoreRule[]> {
  try {
    return parseHelmignore(decodeUtf8Lossy(await readFile(join(root, '.helmignore'))));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return parseHelmignore('');
    if (error instanceof ChartReleaseError) throw error;
    throw unreadable('.helmignore', error);
  }
}

class Walk {
  readonly files: ChartFile[] = [];
  readonly warnings: LoadWarning[] = [];

  constructor(
    private readonly root: string,
    private readonly rules: readonly IgnoreRule[],
    private readonly signal: AbortSignal,
  ) {}

  /** Names in byte order, depth first. */
  async directory(path: string, depth: number): Promise<void> {
    if (depth > maxDepth) throw refused('tooDeep', path, `error evaluating symlink ${join(this.root, path)}: too many links`);
    const names = (await readdir(join(this.root, path))).sort(compareUtf8);
    for (const name of names) {
      this.signal.throwIfAborted();
      await this.entry(path === '' ? name : `${path}/${name}`, depth);
    }
  }

  async entry(path: string, depth: number): Promise<void> {
    const absolute = join(this.root, path);
    const link = (await lstat(absolute)).isSymbolicLink();
    const target = link ? await this.#resolve(path, absolute) : undefined;
    const stats = await stat(absolute);
    if (ignoredBy(this.rules, path, stats.isDirectory()) !== undefined) return;
    if (target !== undefined) this.warnings.push({ code: 'symlinkFollowed', path, target });
    if (stats.isDirectory()) return this.directory(path, depth + 1);
    this.files.push(await this.#file(path, absolute, stats));
  }

  /** Helm follows a link before it looks at the ignore rules: a broken one fails even when it is ignored. */
  async #resolve(path: string, absolute: string): Promise<string> {
    try {
      return await realpath(absolute);
    } catch (error) {
      throw unreadable(path, error);
    }
  }

  async #file(path: string, absolute: string, stats: Stats): Promise<ChartFile> {
    if (!stats.isFile()) throw refused('irregularFile', path, `cannot load irregular file ${absolute} as it has file mode type bits set`);
    if (stats.size > limits.fileBytes) {
      throw refused('fileTooLarge', path, `chart file ${JSON.stringify(path.split('/').at(-1))} is larger than the maximum file size ${limits.fileBytes}`);
    }
    const bytes = new Uint8Array(await readFile(absolute));
    return { path: path as ChartPath, bytes, mtimeSeconds: stats.mtimeMs / 1000 };
  }
}

function refused(reason: string, path: string, helmText: string): ChartReleaseError {
  return new ChartReleaseError('chart.unloadable', { reason, helmText, path });
}

function unreadable(path: string, error: unknown): ChartReleaseError {
  const detail = error instanceof Error ? error.message : String(error);
  return new ChartReleaseError('chart.unloadable', { reason: 'unreadable', helmText: detail, path }, { cause: error });
}
