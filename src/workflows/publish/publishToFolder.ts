import { join } from 'node:path';
import type { Context } from '../../core/context';
import { ChartReleaseError } from '../../core/errors';
import { armorPublicKey } from '../../core/provenance/exportKeyring';
import type { KeyringKey } from '../../core/provenance/keyring';
import { emptyIndex } from '../../core/repository/addToIndex';
import type { ChartIndex, ChartVersion } from '../../core/repository/chartIndex';
import { entryFile } from '../../core/repository/entryFile';
import { formatIndex } from '../../core/repository/formatIndex';
import { digestOf, listedVersion, putIntoIndex } from '../../core/repository/putIntoIndex';
import { readIndex } from '../../core/repository/readIndex';
import { spliceIndex } from '../../core/repository/spliceIndex';
import { encodeUtf8, equalBytes } from '../../util/bytes';
import { digestHex, sha256 } from '../../util/digest';
import { goTimeOf } from '../generateIndex';
import { limits } from '../limits';
import type { FileStore } from '../ports';
import type { FileLocks } from '../repository/ports';
import type { VerifyPorts } from '../verifyChart';
import { verifyBytes } from '../verifyChart';
import { repositoryFiles } from './repositoryFiles';
import type { Upload } from './readUpload';
import { readUpload } from './readUpload';

export type FolderPorts = VerifyPorts & { readonly locks: FileLocks };

export interface FolderRequest {
  /** Absolute paths of packages; the provenance beside each goes along. */
  readonly packages: readonly string[];
  /** Absolute path of the folder that is the repository; made when it is not there. */
  readonly directory: string;
  /** Address that the folder is served under; empty makes relative URLs, which are right wherever it is served. */
  readonly baseUrl?: string;
  /**
   * Address that releases keep the packages under, as chart-releaser has it: `ASSETS/NAME-VERSION/FILE`, e.g.
   * `https://github.com/OWNER/REPO/releases/download`. Only the index is written then; who makes the releases adds the files.
   */
  readonly assets?: string;
  /** Replaces other packages of the same versions; without it that throws `repository.packageExists`. */
  readonly replace?: boolean;
  /** Files beside the index that are written when they are not there yet. */
  readonly readme?: boolean;
  readonly owner?: { readonly name: string; readonly email: string };
}

export interface PublishedPackage {
  readonly name: string;
  readonly version: string;
  readonly fileName: string;
  readonly digest: string;
  readonly outcome: 'published' | 'replaced' | 'unchanged';
  readonly signed: boolean;
}

/** The lock that all writers of a folder take. It is not removed: another writer may be waiting on it. */
export const folderLock = '.helm-chart-release.lock';

/**
 * Publishes packages into a folder. Under a lock that ends with the process; provenance first, then the package, then the
 * index, each whole or not at all. So a crash at any point leaves an index that is right about all that it lists; what is
 * there and not listed yet is listed by publishing again or by `repairFolder`. Nothing is written when any of the packages
 * would replace a different one, unless `replace`.
 */
export async function publishToFolder(
  ports: FolderPorts,
  request: FolderRequest,
  context: Context,
): Promise<readonly PublishedPackage[]> {
  const { directory, baseUrl = '' } = request;
  const place = baseUrl === '' ? `file://${directory}` : baseUrl;
  const uploads: Upload[] = [];
  for (const path of request.packages) uploads.push(await readUpload(ports, path, place));
  return publishUploads(ports, request, uploads, context);
}

/** The same for packages in memory, which the policies allow (`requirePublishable`). */
export async function publishUploads(
  ports: FolderPorts,
  request: Omit<FolderRequest, 'packages'>,
  uploads: readonly Upload[],
  context: Context,
): Promise<readonly PublishedPackage[]> {
  const { directory, baseUrl = '', assets } = request;
  return ports.locks.withLock(
    join(directory, folderLock),
    async () => {
      const before = await readFolderIndex(ports.store, directory, goTimeOf(ports.clock));
      const outcomes: PublishedPackage['outcome'][] = [];
      for (const upload of uploads)
        outcomes.push(await preflight(ports.store, directory, before.index, upload, request.replace ?? false));
      if (assets === undefined)
        for (const upload of uploads) await writePackage(ports.store, directory, upload, context);
      await writeCompanions(ports, request, uploads);
      const archives = uploads.map(({ fileName, metadata, digest }) => {
        const folder = assets === undefined ? '' : `${metadata.name}-${metadata.version}/`;
        return { path: folder + fileName, metadata, digest };
      });
      const now = goTimeOf(ports.clock);
      const index = putIntoIndex(before.index, archives, { baseUrl: assets ?? baseUrl, now });
      context.signal.throwIfAborted();
      if (index !== before.index || before.bytes === undefined)
        await writeFolderIndex(ports.store, directory, index, before);
      return uploads.map((upload, at) => published(upload, outcomes[at] ?? 'published'));
    },
    context.signal,
  );
}

export interface FolderIndex {
  readonly index: ChartIndex;
  /** As it is on disk; missing when there is none. */
  readonly bytes?: Uint8Array;
}

/** Throws `index.unreadable`: an index that Helm refuses is not written over. */
export async function readFolderIndex(store: FileStore, directory: string, now: string): Promise<FolderIndex> {
  const path = join(directory, 'index.yaml');
  const bytes = await store.read(path, limits.indexBytes);
  if (bytes === undefined) return { index: emptyIndex(now) };
  const { index, problems } = readIndex(bytes);
  if (index === undefined)
    throw new ChartReleaseError('index.unreadable', { path, helmText: problems[0]?.helmText ?? '' });
  return { index, bytes };
}

/** Every byte stays of what the new index says as the old one did. */
export async function writeFolderIndex(
  store: FileStore,
  directory: string,
  index: ChartIndex,
  { bytes }: Pick<FolderIndex, 'bytes'>,
): Promise<void> {
  const text = bytes === undefined ? formatIndex(index, 'yaml') : spliceIndex(bytes, index);
  await store.write(join(directory, 'index.yaml'), encodeUtf8(text));
}

/** What publishing does to the version. Throws `repository.packageExists` for a file or an entry of other contents. */
async function preflight(
  store: FileStore,
  directory: string,
  index: ChartIndex,
  upload: Upload,
  replace: boolean,
): Promise<PublishedPackage['outcome']> {
  const { fileName, digest } = upload;
  const there = await store.read(join(directory, fileName), limits.archiveBytes);
  const onDisk = there === undefined ? undefined : sha256(there);
  const listed = listedVersion(index, upload);
  const inIndex = listed === undefined ? undefined : await listedDigest(store, directory, listed);
  const other = [onDisk, inIndex].find(each => each !== undefined && each !== digest);
  if (other !== undefined && !replace)
    throw new ChartReleaseError('repository.packageExists', { fileName, existing: other, ours: digest });
  if (other !== undefined) return 'replaced';
  return onDisk === digest && inIndex === digest ? 'unchanged' : 'published';
}

/** What an entry claims; of one without a digest that of its package, `unknown` when that is elsewhere. */
async function listedDigest(store: FileStore, directory: string, listed: ChartVersion): Promise<string> {
  if (digestOf(listed) !== '') return `sha256:${digestOf(listed)}`;
  const file = entryFile(listed);
  const bytes = file === undefined ? undefined : await store.read(join(directory, file), limits.archiveBytes);
  return bytes === undefined ? 'unknown' : sha256(bytes);
}

/**
 * A new package finds its provenance there. One that replaces another first loses the old provenance, so that at no moment
 * one lies beside bytes it was not made for.
 */
async function writePackage(store: FileStore, directory: string, upload: Upload, context: Context): Promise<void> {
  context.signal.throwIfAborted();
  const path = join(directory, upload.fileName);
  context.progress({ step: 'writing', subject: path });
  const there = await store.read(path, limits.archiveBytes);
  const proof = await store.read(`${path}.prov`, limits.provenanceBytes);
  const isOther = there !== undefined && !equalBytes(there, upload.bytes);
  const isStale = proof !== undefined && (isOther || there === undefined);
  if (isStale) await store.remove(`${path}.prov`);
  if (isOther) await store.write(path, upload.bytes);
  if (upload.provenance !== undefined && (proof === undefined || isStale || !equalBytes(proof, upload.provenance)))
    await store.write(`${path}.prov`, upload.provenance);
  if (there === undefined) await store.write(path, upload.bytes);
}

/** The signers' public keys, for those who verify; README and Artifact Hub's file only where there is none. */
async function writeCompanions(
  ports: FolderPorts,
  request: Omit<FolderRequest, 'packages'>,
  uploads: readonly Upload[],
): Promise<void> {
  const { store } = ports;
  const { directory } = request;
  for (const upload of uploads) {
    const key = await signingKeyOf(ports, directory, upload);
    if (key === undefined) continue;
    const path = join(directory, `${key.info.fingerprint}.asc`);
    const armored = encodeUtf8(armorPublicKey(key));
    const there = await store.read(path, limits.keyFileBytes);
    if (there === undefined || !equalBytes(there, armored)) await store.write(path, armored);
  }
  for (const { name, content } of repositoryFiles(request)) {
    const path = join(directory, name);
    if ((await store.read(path, limits.keyFileBytes)) === undefined) await store.write(path, encodeUtf8(content));
  }
}

/** `undefined` when the keyring does not have it, or when there is no keyring: publishing needs none. */
async function signingKeyOf(
  ports: FolderPorts,
  directory: string,
  { bytes, provenance, fileName }: Upload,
): Promise<KeyringKey | undefined> {
  if (provenance === undefined) return undefined;
  try {
    const { signer } = await verifyBytes(ports, bytes, provenance, fileName, { directory });
    return (await ports.keys.keys()).find(({ info }) => info.fingerprint === signer?.fingerprint);
  } catch (error) {
    if (ChartReleaseError.is(error, 'file.notFound')) return undefined;
    throw error;
  }
}

function published(
  { metadata, fileName, digest, provenance }: Upload,
  outcome: PublishedPackage['outcome'],
): PublishedPackage {
  const { name, version } = metadata;
  return { name, version, fileName, digest: digestHex(digest), outcome, signed: provenance !== undefined };
}
