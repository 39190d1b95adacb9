import type { Digest } from '../../util/digest';
import { isDigest, sha256 } from '../../util/digest';
import type { Context } from '../context';
import { ChartReleaseError } from '../errors';
import type { BlobTarget } from './blobPorts';
import { MemoryTarget, memorySource } from './blobPorts';
import type { BlobUpload } from './blobs';
import { downloadBlob, mountBlob, requireDigest, uploadBlob } from './blobs';
import type { Descriptor, ImageIndex, ImageManifest } from './descriptor';
import { ManifestProblem, parseManifest } from './descriptor';
import { mediaTypes } from './mediaTypes';
import { collectPages, namesIn, nextPage, pagesOf } from './pages';
import { isRepository, isTag } from './reference';
import type { Access, Call, RegistryClientOptions } from './session';
import { RegistrySession, scopeOf } from './session';
import type { Reply } from './transport';

export interface Blob {
  readonly bytes: Uint8Array;
  readonly digest: Digest;
}

export interface ManifestHead {
  readonly digest: Digest;
  /** Without parameters, in lower case. */
  readonly mediaType: string;
}

export interface FetchedManifest extends ManifestHead {
  readonly bytes: Uint8Array;
  readonly document: ImageManifest | ImageIndex;
}

// docker-registry answers 404 to an OCI manifest unless its type is listed; the Docker types let us say what else it is.
const manifestAccept = [mediaTypes.manifest, mediaTypes.index, mediaTypes.dockerManifest, mediaTypes.dockerList].join(
  ', ',
);

/**
 * The distribution API of one registry (specification 1.1). Every method throws `registry.unreachable`,
 * `registry.unauthorized`, `registry.refused`, `registry.protocol`, `registry.insecure`, `registry.digestMismatch`, or
 * what the context's signal was aborted with; `registry.notFound` where nothing else is said.
 */
export class RegistryClient {
  /** `name[:port]`, as references carry it. */
  readonly host: string;
  readonly #session: RegistrySession;

  constructor(options: RegistryClientOptions) {
    this.host = options.host;
    this.#session = new RegistrySession(options);
  }

  /** Whether the registry answers and takes our credential. */
  async ping(context: Context): Promise<void> {
    const url = new URL('/v2/', this.#session.origin);
    await this.#session.expect({ method: 'GET', url, scope: '', ...this.#short }, [200], context);
  }

  /**
   * `undefined` when there is none. `access`: what the token is asked for; some servers refuse a token to pull from a
   * repository that does not exist yet, so a push asks for both from the start.
   */
  async headManifest(
    repository: string,
    reference: string,
    context: Context,
    access: Access = 'pull',
  ): Promise<ManifestHead | undefined> {
    const call: Call = {
      method: 'HEAD',
      url: this.#apiUrl(repository, 'manifests', reference),
      scope: scopeOf(repository, access),
      headers: { Accept: manifestAccept },
      limitBytes: 0,
      retry: 'idempotent',
    };
    const reply = await this.#session.expect(call, [200, 404], context);
    if (reply.status === 404) return undefined;
    const digest = reply.headers.get('docker-content-digest') ?? '';
    if (isDigest(digest)) return { digest, mediaType: mediaTypeOf(reply) };
    const fetched = await this.#fetchManifest(repository, reference, context);
    return { digest: fetched.digest, mediaType: fetched.mediaType };
  }

  async getManifest(repository: string, reference: string, context: Context): Promise<FetchedManifest> {
    const fetched = await this.#fetchManifest(repository, reference, context);
    try {
      return { ...fetched, document: parseManifest(fetched.bytes, fetched.mediaType) };
    } catch (error) {
      throw this.#session.asProtocol(error, `manifest ${reference}`);
    }
  }

  async #fetchManifest(
    repository: string,
    reference: string,
    context: Context,
  ): Promise<ManifestHead & { readonly bytes: Uint8Array }> {
    const call: Call = {
      method: 'GET',
      url: this.#apiUrl(repository, 'manifests', reference),
      scope: scopeOf(repository, 'pull'),
      headers: { Accept: manifestAccept },
      limitBytes: this.#session.limits.manifestBytes,
      retry: 'idempotent',
      reference: this.#nameOf(repository, reference),
    };
    const reply = await this.#session.expect(call, [200], context);
    const digest = sha256(reply.bytes);
    if (isDigest(reference)) requireDigest(`manifest ${reference}`, reference, digest);
    const claimed = reply.headers.get('docker-content-digest') ?? '';
    if (isDigest(claimed)) requireDigest(`manifest ${reference}`, claimed, digest);
    return { bytes: reply.bytes, digest, mediaType: mediaTypeOf(reply) };
  }

  /** Content type OCI manifest. A tag is not tried again after a lost connection: ask `headManifest` what became of it. */
  async putManifest(repository: string, reference: string, manifest: Blob, context: Context): Promise<void> {
    const call: Call = {
      method: 'PUT',
      url: this.#apiUrl(repository, 'manifests', reference),
      scope: scopeOf(repository, 'pull,push'),
      headers: { 'Content-Type': mediaTypes.manifest },
      body: new Uint8Array(manifest.bytes),
      limitBytes: this.#session.limits.errorBytes,
      retry: isDigest(reference) ? 'idempotent' : 'unprocessed',
    };
    const reply = await this.#session.expect(call, [200, 201, 202], context);
    const stored = reply.headers.get('docker-content-digest') ?? '';
    if (isDigest(stored)) requireDigest(`manifest ${reference}`, manifest.digest, stored);
  }

  /**
   * By tag only the tag goes, where the registry can do that; by digest the manifest with every tag on it. Many registries
   * allow neither: then `registry.refused` with 405 or 400.
   */
  async deleteManifest(repository: string, reference: string, context: Context): Promise<void> {
    const call: Call = {
      method: 'DELETE',
      url: this.#apiUrl(repository, 'manifests', reference),
      scope: scopeOf(repository, 'pull,push,delete'),
      ...this.#short,
      reference: this.#nameOf(repository, reference),
    };
    await this.#session.expect(call, [200, 202, 204], context);
  }

  async hasBlob(repository: string, digest: Digest, context: Context): Promise<boolean> {
    const url = this.#apiUrl(repository, 'blobs', digest);
    const scope = scopeOf(repository, 'pull,push');
    const call: Call = { method: 'HEAD', url, scope, limitBytes: 0, retry: 'idempotent' };
    return (await this.#session.expect(call, [200, 404], context)).status === 200;
  }

  /** Exactly `sizeBytes` bytes of this digest, in memory: for configurations and provenance. */
  async getBlob(
    repository: string,
    blob: { readonly digest: Digest; readonly sizeBytes: number },
    context: Context,
  ): Promise<Uint8Array> {
    const target = new MemoryTarget(blob.sizeBytes);
    await this.readBlob(repository, blob, target, context);
    return target.bytes;
  }

  /** Passes a blob on as it comes. `onBytes`: how many came. What was written is only good when this returns. */
  async readBlob(
    repository: string,
    blob: { readonly digest: Digest; readonly sizeBytes: number },
    target: BlobTarget,
    context: Context,
    onBytes: (receivedBytes: number) => void = () => undefined,
  ): Promise<void> {
    const url = this.#apiUrl(repository, 'blobs', blob.digest);
    await downloadBlob(this.#session, url, repository, blob, target, onBytes, context);
  }

  async putBlob(repository: string, blob: Blob, context: Context): Promise<void> {
    await this.sendBlob(repository, { source: memorySource(blob.bytes), digest: blob.digest }, context);
  }

  /** Sends a blob from wherever it is. */
  async sendBlob(repository: string, upload: BlobUpload, context: Context): Promise<void> {
    await uploadBlob(this.#session, this.#apiUrl(repository, 'blobs/uploads', ''), { ...upload, repository }, context);
  }

  /** Links a blob of another repository of this registry; `false` when it has to be sent. */
  mountBlob(repository: string, digest: Digest, from: string, context: Context): Promise<boolean> {
    if (!isRepository(from)) throw badReference(from, 'repository');
    return mountBlob(this.#session, this.#apiUrl(repository, 'blobs/uploads', ''), repository, digest, from, context);
  }

  /** Pages of tags in the registry's order, without what is no tag: for those who do not need all. */
  async *tagPages(repository: string, context: Context): AsyncGenerator<readonly string[]> {
    const url = this.#apiUrl(repository, 'tags', 'list');
    const first = { url, scope: scopeOf(repository, 'pull'), reference: `oci://${this.host}/${repository}` };
    const read = (reply: Reply): readonly string[] => namesIn(this.#session, reply, 'tags').filter(isTag);
    yield* pagesOf(this.#session, first, read, 'tags', context);
  }

  /** All pages. */
  listTags(repository: string, context: Context): Promise<readonly string[]> {
    return collectPages(this.tagPages(repository, context));
  }

  /** Every repository of the registry, where it tells: Docker Hub and GHCR do not. */
  listRepositories(context: Context): Promise<readonly string[]> {
    const url = new URL('/v2/_catalog', this.#session.origin);
    const read = (reply: Reply): readonly string[] =>
      namesIn(this.#session, reply, 'repositories').filter(isRepository);
    return collectPages(pagesOf(this.#session, { url, scope: 'registry:catalog:*' }, read, 'repositories', context));
  }

  /**
   * Manifests that name this digest as their subject, from the API or the fallback tag; empty when there is neither.
   * `artifactType` keeps those of one kind, whether or not the registry can filter.
   */
  async listReferrers(
    repository: string,
    digest: Digest,
    context: Context,
    artifactType?: string,
  ): Promise<readonly Descriptor[]> {
    const first = this.#apiUrl(repository, 'referrers', digest);
    if (artifactType !== undefined) first.searchParams.set('artifactType', artifactType);
    const wanted = (found: readonly Descriptor[]): readonly Descriptor[] =>
      found.filter(descriptor => artifactType === undefined || descriptor.artifactType === artifactType);
    try {
      const found = await this.#referrerPages(repository, first, context);
      if (found !== undefined) return wanted(found);
      // Registries without the API keep the list in an index under this tag (distribution specification, referrers tag schema).
      const fallback = digest.replace(':', '-');
      if ((await this.headManifest(repository, fallback, context)) === undefined) return [];
      return wanted(indexOf((await this.getManifest(repository, fallback, context)).document));
    } catch (error) {
      throw this.#session.asProtocol(error, 'referrers');
    }
  }

  /** `undefined` when the registry has no such API. */
  async #referrerPages(repository: string, first: URL, context: Context): Promise<readonly Descriptor[] | undefined> {
    const found: Descriptor[] = [];
    const seen = new Set<string>();
    for (let url: URL | undefined = first; url !== undefined;) {
      if (seen.has(url.href) || seen.size === this.#session.limits.listPages)
        throw this.#session.protocol('referrers without end');
      seen.add(url.href);
      const call: Call = {
        method: 'GET',
        url,
        scope: scopeOf(repository, 'pull'),
        headers: { Accept: mediaTypes.index },
        limitBytes: this.#session.limits.listBytes,
        retry: 'idempotent',
      };
      const reply: Reply = await this.#session.expect(call, seen.size === 1 ? [200, ...noSuchApi] : [200], context);
      if (reply.status !== 200) return undefined;
      // Some gateways answer every unknown address with a page of their own.
      if (!mediaTypeOf(reply).includes('json')) return undefined;
      found.push(...indexOf(parseManifest(reply.bytes, mediaTypes.index)));
      url = nextPage(this.#session, reply, url);
    }
    return found;
  }

  get #short(): { readonly limitBytes: number; readonly retry: 'idempotent' } {
    return { limitBytes: this.#session.limits.errorBytes, retry: 'idempotent' };
  }

  #apiUrl(repository: string, kind: string, reference: string): URL {
    // Nothing that is not of the grammar may become a part of a path.
    if (!isRepository(repository)) throw badReference(repository, 'repository');
    if (kind === 'manifests' && !isTag(reference) && !isDigest(reference)) throw badReference(reference, 'tag');
    return new URL(`/v2/${repository}/${kind}/${reference}`, this.#session.origin);
  }

  #nameOf(repository: string, reference: string): string {
    return `oci://${this.host}/${repository}${isDigest(reference) ? '@' : ':'}${reference}`;
  }
}

/** What registries without the referrers API answer: an unknown address, or a reference that they do not understand. */
const noSuchApi = [400, 404, 405, 501];

function badReference(reference: string, reason: string): ChartReleaseError<'registry.badReference'> {
  return new ChartReleaseError('registry.badReference', { reference, reason });
}

function indexOf(document: ImageManifest | ImageIndex): readonly Descriptor[] {
  if (document.kind !== 'index') throw new ManifestProblem('not an index');
  return document.manifests;
}

function mediaTypeOf(reply: Reply): string {
  return (reply.headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}
