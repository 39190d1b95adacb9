import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import type { DecodedMetadata } from '../core/chart/metadata';
import type { Finding } from '../core/findings';
import type { ChartIndex } from '../core/repository/chartIndex';
import type { ListedPackage } from '../core/repository/checkIndex';
import { compareWithCommit, compareWithFile, decodeURIComponentSafe, isBeside } from '../core/repository/checkIndex';
import { IndexParts } from '../core/repository/indexParts';
import { readIndex } from '../core/repository/readIndex';
import { repositoryLimits } from '../workflows/repository/limits';

/** What the editor asks: the text, the folder whose packages to compare with, and the text of the last commit. */
export interface IndexQuestion {
  readonly id: number;
  /** UTF-8, handed over: copying 20 MB of text to a thread holds up the one that asks. */
  readonly text: Uint8Array;
  readonly directory?: string;
  readonly committed?: string;
}

export interface IndexAnswer {
  readonly id: number;
  readonly findings: readonly Finding[];
}

/** Asks what charts a cached index has; `own`: also for the metadata of that very version. */
export interface CatalogQuestion {
  readonly id: number;
  readonly catalogOf: string;
  readonly own?: { readonly name: string; readonly version: string };
}

export interface Catalog {
  /** Versions by the name of the chart, newest first. */
  readonly charts: Readonly<Record<string, readonly string[]>>;
  readonly own?: DecodedMetadata;
}

export interface CatalogAnswer {
  readonly id: number;
  /** `undefined`: there is no such file, or Helm cannot read it. */
  readonly catalog: Catalog | undefined;
}

const indexes = new Map<string, { readonly stamp: string; readonly index: ChartIndex | undefined }>();

const parts = new IndexParts();
const committedParts = new IndexParts();
const digests = new Map<string, { readonly stamp: string; readonly digest: string }>();

parentPort?.on('message', (question: IndexQuestion | CatalogQuestion) => {
  void ('catalogOf' in question ? answerCatalog(question) : answer(question)).then(reply => {
    parentPort?.postMessage(reply);
  });
});

async function answer({ id, text: bytes, directory, committed }: IndexQuestion): Promise<IndexAnswer> {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  const { findings, packages } = parts.check(text);
  const more: Finding[] = [];
  if (committed !== undefined) {
    const end = text.indexOf('\n');
    const firstLine = { start: 0, end: end === -1 ? text.length : end };
    more.push(...compareWithCommit(packages, committedParts.check(committed).packages, firstLine));
  }
  if (directory !== undefined)
    for (const listed of packages.filter(isBeside)) more.push(...(await compareOnDisk(listed, directory)));
  return { id, findings: [...findings, ...more] };
}

async function compareOnDisk(listed: ListedPackage, directory: string): Promise<readonly Finding[]> {
  const path = join(directory, decodeURIComponentSafe(listed.url));
  const hasProvenance = await stat(`${path}.prov`).then(
    () => true,
    () => false,
  );
  return compareWithFile(listed, await digestOf(path), hasProvenance);
}

/** Kept by time and size, so that typing does not read every package again. */
async function digestOf(path: string): Promise<string | undefined> {
  const stats = await stat(path).catch(() => undefined);
  if (stats?.isFile() !== true) return undefined;
  const stamp = `${stats.mtimeMs} ${stats.size}`;
  const known = digests.get(path);
  if (known?.stamp === stamp) return known.digest;
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  const digest = hash.digest('hex');
  digests.set(path, { stamp, digest });
  return digest;
}

async function answerCatalog({ id, catalogOf, own }: CatalogQuestion): Promise<CatalogAnswer> {
  const index = await cachedIndex(catalogOf);
  if (index === undefined) return { id, catalog: undefined };
  const charts = Object.fromEntries(
    [...index.entries].map(([name, versions]) => [name, versions.map(each => each.metadata.version)]),
  );
  const found = index.entries.get(own?.name ?? '')?.find(each => each.metadata.version === own?.version);
  return { id, catalog: { charts, ...(found === undefined ? {} : { own: found.metadata }) } };
}

/** Kept by time and size. */
async function cachedIndex(path: string): Promise<ChartIndex | undefined> {
  const stats = await stat(path).catch(() => undefined);
  if (stats?.isFile() !== true || stats.size > repositoryLimits.indexBytes) return undefined;
  const stamp = `${stats.mtimeMs} ${stats.size}`;
  const known = indexes.get(path);
  if (known?.stamp === stamp) return known.index;
  const { index } = readIndex(await readFile(path));
  indexes.set(path, { stamp, index });
  return index;
}
