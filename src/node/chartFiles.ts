import type { ArchiveLimit } from '../core/archiveProblem';
import {
  closeSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs';
import type { BigIntStats, Dirent, Stats } from 'node:fs';
import { basename, join, resolve, sep } from 'node:path';
import { limits } from '../core/archive/limits';
import type { ChartFile, ChartPath, LoadWarning } from '../core/chart/chart';
import { goQuote } from '../util/goQuote';
import type { IgnoreRule } from '../core/chart/helmignore';
import { ignoredBy, parseHelmignore } from '../core/chart/helmignore';
import { ChartReleaseError } from '../core/errors';
import { decodeUtf8, decodeUtf8Lossy } from '../util/bytes';
import type { ChartDirectory, ChartFiles, IgnoredPath, IgnoredPaths } from '../workflows/ports';
import { walkLimits } from './limits';
import { inSlices } from './inSlices';

/**
 * Reads chart folders from disk as Helm 4 walks them (pkg/chart/v2/loader directory.go, internal/sympath). Throws
 * `chart.notFound`, `chart.unloadable` with Helm's text, and `archive.limit` for more than a package may hold.
 *
 * Charts are many small files: asking for each step of each file asynchronously takes ten times as long as reading it. So
 * the calls are synchronous, in slices of some milliseconds between which everything else has its turn.
 */
export function chartFiles(): ChartFiles & IgnoredPaths {
  return { readChart, listIgnored };
}

async function readChart(directory: string, signal: AbortSignal): Promise<ChartDirectory> {
  signal.throwIfAborted();
  const root = resolve(directory);
  if (statOf(join(root, 'Chart.yaml'))?.isFile() !== true)
    throw new ChartReleaseError('chart.notFound', { path: directory });
  const walk = new Walk(root, readRules(root));
  await inSlices(walk.directory('', [realpathSync.native(root)]), signal);
  return { files: walk.files, warnings: walk.warnings };
}

/** Needs no Chart.yaml: rules that ignore it are what people look for. Throws as `readChart` does, but for sizes. */
async function listIgnored(directory: string, signal: AbortSignal): Promise<readonly IgnoredPath[]> {
  signal.throwIfAborted();
  const root = resolve(directory);
  if (statOf(root)?.isDirectory() !== true) throw new ChartReleaseError('chart.notFound', { path: directory });
  const walk = new Walk(root, readRules(root), 'ignored');
  await inSlices(walk.directory('', [realpathSync.native(root)]), signal);
  return walk.ignored;
}

/** `undefined`: there is nothing, or nothing that may be seen. */
function statOf(path: string, of: (path: string) => Stats = statSync): Stats | undefined {
  try {
    return of(path);
  } catch {
    return undefined;
  }
}

function readRules(root: string): readonly IgnoreRule[] {
  const path = join(root, '.helmignore');
  const stats = statOf(path);
  if (stats === undefined) return parseHelmignore('');
  if (stats.isDirectory()) throw refused('helmignore.directory', '.helmignore', `read ${path}: is a directory`);
  if (!stats.isFile()) throw irregular('.helmignore', path);
  if (stats.size > limits.fileBytes) throw tooLarge('.helmignore', path);
  return parseHelmignore(decodeUtf8Lossy(readFileSync(path)));
}

class Walk {
  readonly files: ChartFile[] = [];
  readonly warnings: LoadWarning[] = [];
  readonly ignored: IgnoredPath[] = [];
  #visited = 0;
  #totalBytes = 0;

  constructor(
    private readonly root: string,
    private readonly rules: readonly IgnoreRule[],
    private readonly wanted: 'files' | 'ignored' = 'files',
  ) {}

  /**
   * Names in byte order, depth first. `within`: where the folders on the way here really lie. `under`: the rule that ignores
   * it. Pauses after each entry.
   */
  *directory(path: string, within: readonly string[], under?: IgnoreRule): Generator<undefined, undefined> {
    const entries = readdirSync(join(this.root, path), { encoding: 'buffer', withFileTypes: true });
    for (const entry of entries.sort((a, b) => Buffer.compare(a.name, b.name))) {
      const text = decodeUtf8(entry.name);
      const inside =
        path === '' ? (text ?? decodeUtf8Lossy(entry.name)) : `${path}/${text ?? decodeUtf8Lossy(entry.name)}`;
      if (text === undefined) throw refused('nameNotUtf8', inside, `the file name ${goQuote(inside)} is not UTF-8`);
      // Links to folders with several links each multiply what is seen, without any cycle.
      if (++this.#visited > walkLimits.visited) throw over('visited', this.#visited, walkLimits.visited, inside);
      yield* this.#entry(inside, entry, within, under);
      yield;
    }
  }

  *#entry(
    path: string,
    entry: Dirent<Buffer>,
    within: readonly string[],
    under: IgnoreRule | undefined,
  ): Generator<undefined, undefined> {
    // Helm never comes here: below an ignored folder nothing is followed, so nothing can be broken.
    if (under !== undefined) return yield* this.#below(path, entry, within, under);
    const absolute = join(this.root, path);
    const isLink = entry.isSymbolicLink();
    const target = isLink ? resolveLink(path, absolute) : undefined;
    const stats = statSync(absolute, { bigint: true });
    const rule = ignoredBy(this.rules, path, stats.isDirectory());
    if (rule !== undefined) {
      if (this.wanted === 'files') return;
      this.ignored.push({ path, isDirectory: stats.isDirectory(), rule });
      return stats.isDirectory() && !isLink ? yield* this.directory(path, within, rule) : undefined;
    }
    if (target !== undefined) this.warnings.push({ code: 'symlinkFollowed', path, target });
    if (stats.isDirectory()) {
      const real = target ?? join(within.at(-1) ?? this.root, basename(path));
      // Helm goes round some forty times, each time through the whole tree, and then fails.
      if (within.includes(real))
        throw refused('symlinkLoop', path, `lstat ${absolute}: too many levels of symbolic links`);
      return yield* this.directory(path, [...within, real]);
    }
    this.#file(path, absolute, target ?? absolute, stats);
  }

  *#below(
    path: string,
    entry: Dirent<Buffer>,
    within: readonly string[],
    rule: IgnoreRule,
  ): Generator<undefined, undefined> {
    const isDirectory = entry.isDirectory();
    this.ignored.push({ path, isDirectory, rule });
    if (isDirectory) yield* this.directory(path, within, rule);
  }

  #file(path: string, absolute: string, real: string, stats: BigIntStats): void {
    if (!stats.isFile()) throw irregular(path, absolute);
    if (this.wanted === 'ignored') return;
    if (stats.size > limits.fileBytes) throw tooLarge(path, real);
    const bytes = readBounded(path, absolute, Number(stats.size));
    this.#totalBytes += bytes.length;
    if (this.#totalBytes >= limits.totalBytes) throw over('totalBytes', this.#totalBytes, limits.totalBytes, path);
    if (this.files.length >= limits.entries) throw over('entries', this.files.length + 1, limits.entries, path);
    this.files.push({ path: path as ChartPath, bytes, mtimeSeconds: secondsOf(stats.mtimeNs) });
  }
}

/** Helm follows a link before it looks at the ignore rules: a broken one fails even when it is ignored. */
function resolveLink(path: string, absolute: string): string {
  try {
    return realpathSync.native(absolute);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    const detail =
      code === 'ELOOP' ? 'EvalSymlinks: too many links' : `lstat ${firstMissing(absolute)}: no such file or directory`;
    const helmText = `error evaluating symlink ${absolute}: ${detail}`;
    throw new ChartReleaseError('chart.unloadable', { reason: 'symlinkBroken', helmText, path }, { cause });
  }
}

/** The path that is not there, links on the way resolved: what Go's EvalSymlinks names. */
function firstMissing(path: string): string {
  const parts = path.split(sep);
  let known = parts[0] === '' ? sep : (parts[0] ?? '');
  for (const part of parts.slice(1)) {
    const next = join(known, part);
    const stats = statOf(next, lstatSync);
    if (stats === undefined) return next;
    if (!stats.isSymbolicLink()) known = next;
    else {
      const target = resolve(known, readlinkSync(next));
      const found = realPathOf(target);
      if (found === undefined) return firstMissing(target);
      known = found;
    }
  }
  return path;
}

function realPathOf(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}

/** Reads no more than a file had and may have, even when it grows meanwhile. */
function readBounded(path: string, absolute: string, sizeBytes: number): Uint8Array {
  const file = openSync(absolute, 'r');
  try {
    const buffer = Buffer.allocUnsafe(sizeBytes + 1);
    let length = 0;
    while (length < buffer.length) {
      const bytesRead = readSync(file, buffer, length, buffer.length - length, null);
      if (bytesRead === 0) return new Uint8Array(buffer.buffer, buffer.byteOffset, length);
      length += bytesRead;
    }
    throw refused('fileChanged', path, `error reading ${absolute}: the file grew while it was read`);
  } finally {
    closeSync(file);
  }
}

/** Whole microseconds, downwards: a double cannot hold nanoseconds, and must not round half a second up that is not there. */
function secondsOf(nanoseconds: bigint): number {
  const microseconds = nanoseconds / 1000n - (nanoseconds % 1000n < 0n ? 1n : 0n);
  return Number(microseconds) / 1e6;
}

function irregular(path: string, absolute: string): ChartReleaseError {
  return refused('irregularFile', path, `cannot load irregular file ${absolute} as it has file mode type bits set`);
}

function tooLarge(path: string, real: string): ChartReleaseError {
  const helmText = `chart file ${goQuote(basename(real))} is larger than the maximum file size ${limits.fileBytes}`;
  return refused('fileTooLarge', path, helmText);
}

function refused(reason: string, path: string, helmText: string): ChartReleaseError {
  return new ChartReleaseError('chart.unloadable', { reason, helmText, path });
}

function over(limit: ArchiveLimit, value: number, allowed: number, entry: string): ChartReleaseError {
  return new ChartReleaseError('archive.limit', { limit, value, allowed, entry });
}
