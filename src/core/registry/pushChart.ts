import type { Digest } from '../../util/digest';
import { sha256 } from '../../util/digest';
import type { Context } from '../context';
import { ChartReleaseError } from '../errors';
import type { ArtifactBlob, ChartArtifact, MadeBlob } from './chartArtifact';
import type { BlobTarget } from './blobPorts';
import type { RegistryClient } from './client';
import type { ChartReference } from './reference';
import { formatReference } from './reference';

export interface PushOptions {
  /**
   * What may be under the tag already, besides the same manifest: nothing (`false`, the default), anything (`true`), or
   * the manifest of this digest, which the user saw and agreed to replace.
   */
  readonly overwrite?: boolean | Digest;
  /** A repository of the same registry that may have the blobs: they are linked instead of sent, where it can do that. */
  readonly mountFrom?: string;
  /** Sends blobs in parts of this size from the start, for registries behind a proxy that takes no more. */
  readonly chunkBytes?: number;
  /** Further tags on the same manifest. */
  readonly extraTags?: readonly string[];
}

export interface PushResult {
  readonly status: 'pushed' | 'already-there';
  /** `oci://host/repository:tag`. */
  readonly reference: string;
  readonly manifestDigest: Digest;
  /** Blobs that were sent, and those that the registry had. */
  readonly uploaded: readonly Digest[];
  readonly skipped: readonly Digest[];
  /** Further tags that were set, or already led to this manifest. */
  readonly extraTags: readonly string[];
}

/**
 * Publishes a chart: blobs first, the manifest last, so that whoever reads at any moment sees the old chart or the whole
 * new one; then reads everything back. Helm replaces another chart under the same tag without a word; here that throws
 * `registry.tagExists` unless it was agreed to. No registry has a conditional write: two pushes of the same new version
 * at the same moment can still cross, and the reading back tells the loser (`registry.digestMismatch`).
 * Throws what `RegistryClient` throws.
 */
export async function pushChart(
  client: RegistryClient,
  reference: ChartReference,
  artifact: ChartArtifact,
  options: PushOptions,
  context: Context,
): Promise<PushResult> {
  const { repository, tag } = reference;
  const { manifest } = artifact;
  const blobs = [artifact.config, ...artifact.layers];
  const result = { reference: formatReference({ ...reference }), manifestDigest: manifest.digest };
  const existing = await client.headManifest(repository, tag, context, 'pull,push');
  if (existing?.digest === manifest.digest) {
    const tags = await putExtraTags(client, repository, manifest, options.extraTags ?? [], context);
    return {
      ...result,
      status: 'already-there',
      uploaded: [],
      skipped: blobs.map(blob => blob.digest),
      extraTags: tags,
    };
  }
  if (existing !== undefined && !mayReplace(existing.digest, options.overwrite)) {
    const details = { reference: result.reference, existing: existing.digest, ours: manifest.digest };
    throw new ChartReleaseError('registry.tagExists', details);
  }
  const { uploaded, skipped } = await putBlobs(client, repository, blobs, options, context);
  context.signal.throwIfAborted();
  await putTag(client, repository, tag, existing?.digest, manifest, context);
  await requirePublished(client, repository, tag, artifact, context);
  const tags = await putExtraTags(client, repository, manifest, options.extraTags ?? [], context);
  context.log.info(`pushed ${result.reference} ${manifest.digest}`);
  return { ...result, status: 'pushed', uploaded, skipped, extraTags: tags };
}

function mayReplace(existing: Digest, overwrite: boolean | Digest = false): boolean {
  return typeof overwrite === 'boolean' ? overwrite : overwrite === existing;
}

async function putBlobs(
  client: RegistryClient,
  repository: string,
  blobs: readonly ArtifactBlob[],
  options: PushOptions,
  context: Context,
): Promise<Pick<PushResult, 'uploaded' | 'skipped'>> {
  const uploaded: Digest[] = [];
  const skipped: Digest[] = [];
  const total = blobs.reduce((sum, { content }) => sum + content.sizeBytes, 0);
  let done = 0;
  for (const { mediaType, digest, content } of blobs) {
    const report = (sentBytes: number): void =>
      context.progress({ step: 'uploading', subject: mediaType, done: done + sentBytes, total, unit: 'bytes' });
    report(0);
    const { mountFrom, chunkBytes } = options;
    const there =
      (await client.hasBlob(repository, digest, context)) ||
      (mountFrom !== undefined && (await client.mountBlob(repository, digest, mountFrom, context)));
    const upload = { source: content, digest, onSent: report, ...(chunkBytes === undefined ? {} : { chunkBytes }) };
    if (!there) await client.sendBlob(repository, upload, context);
    (there ? skipped : uploaded).push(digest);
    done += content.sizeBytes;
  }
  return { uploaded, skipped };
}

/** Moving tags such as `1.4`: they are meant to be replaced, so what they led to before does not matter. */
async function putExtraTags(
  client: RegistryClient,
  repository: string,
  manifest: MadeBlob,
  tags: readonly string[],
  context: Context,
): Promise<readonly string[]> {
  for (const tag of tags) {
    const there = await client.headManifest(repository, tag, context, 'pull,push');
    if (there?.digest !== manifest.digest) await putTag(client, repository, tag, there?.digest, manifest, context);
  }
  return tags;
}

/**
 * After a lost connection nobody knows whether the tag was set: asking is safe, setting it again only as long as it is where it
 * was (`before`; `undefined`: nowhere), else that could undo another's push.
 */
async function putTag(
  client: RegistryClient,
  repository: string,
  tag: string,
  before: Digest | undefined,
  manifest: MadeBlob,
  context: Context,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await client.putManifest(repository, tag, manifest, context);
    } catch (error) {
      context.signal.throwIfAborted();
      const unknown =
        ChartReleaseError.is(error, 'registry.unreachable') ||
        (ChartReleaseError.is(error, 'registry.refused') && error.details.status >= 500);
      if (!unknown) throw error;
      const now = await tagNow(client, repository, tag, context);
      if (now === manifest.digest) return;
      // As before the first attempt: setting it now is what the user agreed to then.
      if (attempt === tagAttempts || now !== before) throw error;
    }
  }
}

/** Times that a tag is set while nobody else has touched it. */
const tagAttempts = 3;

/** `unknown`: the registry does not say. */
async function tagNow(
  client: RegistryClient,
  repository: string,
  tag: string,
  context: Context,
): Promise<Digest | 'unknown' | undefined> {
  try {
    return (await client.headManifest(repository, tag, context, 'pull,push'))?.digest;
  } catch {
    context.signal.throwIfAborted();
    return 'unknown';
  }
}

/** What a consumer gets now is what was meant: the manifest under the tag, and every blob it names. */
async function requirePublished(
  client: RegistryClient,
  repository: string,
  tag: string,
  artifact: ChartArtifact,
  context: Context,
): Promise<void> {
  const { manifest, config, layers } = artifact;
  context.progress({ step: 'verifying', subject: tag });
  const actual = sha256((await client.getManifest(repository, tag, context)).bytes);
  if (actual !== manifest.digest) {
    throw new ChartReleaseError('registry.digestMismatch', { subject: tag, expected: manifest.digest, actual });
  }
  for (const { digest, content } of [config, ...layers]) {
    await client.readBlob(repository, { digest, sizeBytes: content.sizeBytes }, nowhere, context);
  }
}

/** Read back only to be compared: the digest is what counts. */
const nowhere: BlobTarget = { write: () => Promise.resolve() };
