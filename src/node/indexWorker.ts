import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import type { Finding } from '../core/findings';
import type { ListedPackage } from '../core/repository/checkIndex';
import { compareWithCommit, compareWithFile, decodeURIComponentSafe, isBeside } from '../core/repository/checkIndex';
import { IndexParts } from '../core/repository/indexParts';

/** What the editor asks: the text, the folder whose packages to compare with, and the text of the last commit. */
export interface IndexQuestion {
  readonly id: number;
  readonly text: string;
  readonly directory?: string;
  readonly committed?: string;
}

export interface IndexAnswer {
  readonly id: number;
  readonly findings: readonly Finding[];
}

const parts = new IndexParts();
const committedParts = new IndexParts();
const digests = new Map<string, { readonly stamp: string; readonly digest: string }>();

parentPort?.on('message', (question: IndexQuestion) => {
  void answer(question).then(reply => {
    parentPort?.postMessage(reply);
  });
});

async function answer({ id, text, directory, committed }: IndexQuestion): Promise<IndexAnswer> {
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
