import { asObject, ManifestProblem, parseJson } from '../../core/registry/descriptor';
import { mediaTypes } from '../../core/registry/mediaTypes';
import { isTag } from '../../core/registry/reference';
import type { ContentDigest } from './contentDigest';
import { digestLike, isContentDigest } from './contentDigest';
import type { Exchange, Headers } from './exchange';
import { ApiError, readBody, send, sendJson } from './exchange';
import { localRegistryLimits as limits } from './limits';
import type { StoredManifest } from './repositoryStore';
import { descriptorOf } from './repositoryStore';
import type { Stores } from './stores';

const accepted: ReadonlySet<string> = new Set([
  mediaTypes.manifest,
  mediaTypes.index,
  mediaTypes.dockerManifest,
  mediaTypes.dockerList,
]);

/** `/v2/<name>/manifests/<tag or digest>` */
export async function manifestRoute(
  stores: Stores,
  exchange: Exchange,
  name: string,
  reference: string,
): Promise<void> {
  switch (exchange.method) {
    case 'GET':
    case 'HEAD':
      return getManifest(stores, exchange, name, reference);
    case 'PUT':
      return putManifest(stores, exchange, name, reference);
    case 'DELETE': {
      const removed = isContentDigest(reference)
        ? await stores.repositories.removeManifest(name, reference)
        : await stores.repositories.removeTag(name, reference);
      if (!removed) throw unknownManifest(reference);
      send(exchange, 202);
      return;
    }
    default:
      throw new ApiError(405, 'UNSUPPORTED', exchange.method);
  }
}

async function getManifest(stores: Stores, exchange: Exchange, name: string, reference: string): Promise<void> {
  const digest = isContentDigest(reference) ? reference : await stores.repositories.tag(name, reference);
  const stored = digest === undefined ? undefined : await stores.repositories.manifest(name, digest);
  const bytes = stored === undefined ? undefined : await stores.content.read(stored.digest);
  if (stored === undefined || bytes === undefined) throw unknownManifest(reference);
  const headers = {
    'Content-Type': stored.mediaType,
    'Content-Length': bytes.length,
    'Docker-Content-Digest': stored.digest,
    ETag: `"${stored.digest}"`,
  };
  send(exchange, 200, headers, bytes);
}

/** Content, then the repository's entry, then the tag: whoever is interrupted leaves nothing that points to nothing. */
async function putManifest(stores: Stores, exchange: Exchange, name: string, reference: string): Promise<void> {
  if (!isContentDigest(reference) && !isTag(reference))
    throw new ApiError(400, 'MANIFEST_INVALID', 'neither a tag nor a digest');
  const bytes = await readBody(exchange.request, limits.manifestBytes);
  const digest = isContentDigest(reference) ? digestLike(bytes, reference) : digestLike(bytes);
  if (isContentDigest(reference) && reference !== digest)
    throw new ApiError(400, 'DIGEST_INVALID', `the content is ${digest}`);
  const mediaType = (exchange.request.headers['content-type'] ?? '').split(';', 1)[0]?.trim() ?? '';
  const { manifest, blobs } = describe(bytes, digest, mediaType);
  for (const blob of blobs) {
    if (!(await stores.repositories.hasBlob(name, blob))) {
      throw new ApiError(400, 'MANIFEST_BLOB_UNKNOWN', `no blob ${blob} in this repository`);
    }
  }
  await stores.content.write(bytes, digest);
  await stores.repositories.addManifest(name, manifest);
  if (!isContentDigest(reference)) await stores.repositories.setTag(name, reference, digest);
  const subject: Headers = manifest.subject === undefined ? {} : { 'OCI-Subject': manifest.subject };
  send(exchange, 201, { Location: `/v2/${name}/manifests/${digest}`, 'Docker-Content-Digest': digest, ...subject });
}

/** What has to be known of a manifest, and the blobs that must be there before it. Throws `ApiError` MANIFEST_INVALID. */
function describe(
  bytes: Uint8Array,
  digest: ContentDigest,
  mediaType: string,
): { readonly manifest: StoredManifest; readonly blobs: readonly ContentDigest[] } {
  if (!accepted.has(mediaType)) throw invalid(`Content-Type ${mediaType || 'missing'}`);
  try {
    const document = asObject(parseJson(bytes), 'manifest');
    if (document['schemaVersion'] !== 2) throw new ManifestProblem('schemaVersion is not 2');
    if (document['mediaType'] !== undefined && document['mediaType'] !== mediaType) {
      throw new ManifestProblem('mediaType differs from Content-Type');
    }
    const isIndex = mediaType === mediaTypes.index || mediaType === mediaTypes.dockerList;
    if (isIndex ? document['layers'] !== undefined : document['manifests'] !== undefined) {
      throw new ManifestProblem('manifest and index in one');
    }
    const config = isIndex ? undefined : asObject(document['config'], 'config');
    const layers = isIndex ? [] : list(document['layers']);
    const artifactType = document['artifactType'] ?? config?.['mediaType'];
    const subject = document['subject'] === undefined ? undefined : digestOf(document['subject']);
    const manifest: StoredManifest = {
      digest,
      mediaType,
      sizeBytes: bytes.length,
      ...(typeof artifactType === 'string' ? { artifactType } : {}),
      ...(document['annotations'] === undefined ? {} : { annotations: texts(document['annotations']) }),
      ...(subject === undefined ? {} : { subject }),
    };
    return {
      manifest,
      blobs: [...(config === undefined ? [] : [config]), ...layers.filter(isDistributed)].map(digestOf),
    };
  } catch (error) {
    throw error instanceof ManifestProblem ? invalid(error.message) : error;
  }
}

/** `/v2/<name>/referrers/<digest>` */
export async function referrersRoute(
  stores: Stores,
  exchange: Exchange,
  name: string,
  reference: string,
): Promise<void> {
  if (exchange.method !== 'GET') throw new ApiError(405, 'UNSUPPORTED', exchange.method);
  if (!isContentDigest(reference)) throw new ApiError(400, 'DIGEST_INVALID', 'not a digest');
  const wanted = exchange.query.get('artifactType');
  const all = (await stores.repositories.manifests(name)).filter(manifest => manifest.subject === reference);
  const shown = wanted === null ? all : all.filter(manifest => manifest.artifactType === wanted);
  const index = { schemaVersion: 2, mediaType: mediaTypes.index, manifests: shown.map(descriptorOf) };
  const filtered: Headers = wanted === null ? {} : { 'OCI-Filters-Applied': 'artifactType' };
  sendJson(exchange, 200, index, { 'Content-Type': mediaTypes.index, ...filtered });
}

/** Layers that are kept elsewhere by their licence are named, not pushed (image specification; Docker's foreign layers). */
function isDistributed(layer: unknown): boolean {
  const { mediaType } = asObject(layer, 'descriptor');
  return typeof mediaType !== 'string' || !/\.nondistributable\.|\.foreign\./.test(mediaType);
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new ManifestProblem('layers is not a list');
  return value;
}

function texts(value: unknown): Record<string, string> {
  const entries = Object.entries(asObject(value, 'annotations'));
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function digestOf(value: unknown): ContentDigest {
  const { digest } = asObject(value, 'descriptor');
  if (typeof digest !== 'string' || !isContentDigest(digest)) throw new ManifestProblem('descriptor without a digest');
  return digest;
}

function invalid(message: string): ApiError {
  return new ApiError(400, 'MANIFEST_INVALID', message);
}

function unknownManifest(reference: string): ApiError {
  return new ApiError(404, 'MANIFEST_UNKNOWN', `no manifest ${reference} in this repository`);
}
