import { join } from 'node:path';
import type { Context } from '../../core/context';
import type { Verdict } from '../../core/provenance/report';
import type { ChartVersion, IndexProblem, SkippedEntry, VersionRef } from '../../core/repository/chartIndex';
import { entryDigest, entryFile } from '../../core/repository/entryFile';
import { readIndex } from '../../core/repository/readIndex';
import { digestHex, sha256 } from '../../util/digest';
import { ChartReleaseError } from '../../core/errors';
import type { IndexPorts } from '../generateIndex';
import { limits } from '../limits';
import type { VerifyPorts } from '../verifyChart';
import { verifyBytes } from '../verifyChart';

export interface CheckedEntry extends VersionRef {
  /** Below the folder; missing for a package that is elsewhere. */
  readonly file?: string;
  readonly state: 'present' | 'missing' | 'digestDiffers' | 'noDigest' | 'elsewhere';
  /** Of the package that is there; `unsigned` without a provenance file. */
  readonly signature?: Verdict | 'unsigned';
}

export interface RepositoryReport {
  readonly path: string;
  /** Why Helm refuses the whole index. */
  readonly problems: readonly IndexProblem[];
  readonly entries: readonly CheckedEntry[];
  /** Entries that Helm leaves out. */
  readonly skipped: readonly SkippedEntry[];
  /** Packages in the folder that no entry names. */
  readonly unlisted: readonly string[];
  /** Whether every package is there with its digest, and no signature is wrong. */
  readonly isSound: boolean;
}

const wrong = new Set<CheckedEntry['state']>(['missing', 'digestDiffers']);
const acceptable = new Set<string>(['trusted', 'unsigned', 'unknown-key']);

/** Holds an index against the packages beside it: each is there, has the digest, and its signature is what it should be. */
export async function verifyRepository(
  ports: IndexPorts & VerifyPorts,
  directory: string,
  context: Context,
  baseUrl = '',
): Promise<RepositoryReport> {
  const path = join(directory, 'index.yaml');
  const bytes = await ports.store.read(path, limits.indexBytes);
  if (bytes === undefined) throw new ChartReleaseError('file.notFound', { path });
  const { index, skipped, problems } = readIndex(bytes);
  const files = await ports.packages.list(directory, context.signal);
  const listed = [...(index?.entries ?? [])].flatMap(([chart, versions]) =>
    versions.map(version => ({ chart, version })),
  );
  const entries: CheckedEntry[] = [];
  for (const [done, { chart, version }] of listed.entries()) {
    context.signal.throwIfAborted();
    const ref = { chart, version: version.metadata.version };
    context.progress({
      step: 'checking',
      subject: `${chart} ${ref.version}`,
      done,
      total: listed.length,
      unit: 'files',
    });
    entries.push({ ...ref, ...(await checkEntry(ports, directory, version, baseUrl)) });
  }
  const named = new Set(entries.map(({ file }) => file));
  return {
    path,
    problems,
    entries,
    skipped,
    unlisted: index === undefined ? [] : files.filter(file => !named.has(file)),
    isSound:
      problems.length === 0 &&
      entries.every(({ state, signature = 'unsigned' }) => !wrong.has(state) && acceptable.has(signature)),
  };
}

async function checkEntry(
  ports: VerifyPorts,
  directory: string,
  version: ChartVersion,
  baseUrl: string,
): Promise<Omit<CheckedEntry, 'chart' | 'version'>> {
  const file = entryFile(version, baseUrl);
  if (file === undefined) return { state: 'elsewhere' };
  const path = join(directory, file);
  const archive = await ports.store.read(path, limits.archiveBytes);
  if (archive === undefined) return { file, state: 'missing' };
  const digest = entryDigest(version);
  const state = digest === '' ? 'noDigest' : digest === digestHex(sha256(archive)) ? 'present' : 'digestDiffers';
  const provenance = await ports.store.read(`${path}.prov`, limits.provenanceBytes);
  if (provenance === undefined) return { file, state, signature: 'unsigned' };
  const fileName = file.slice(file.lastIndexOf('/') + 1);
  const { verdict } = await verifyBytes(ports, archive, provenance, fileName, { directory });
  return { file, state, signature: verdict };
}
