import type { Context } from '../../core/context';
import { ChartReleaseError } from '../../core/errors';
import type { Reply, Transport } from '../../core/registry/transport';
import { pause } from '../../core/registry/transport';
import { emptyIndex } from '../../core/repository/addToIndex';
import { chartUrl, indexUrl, provenanceUrl, repositoryUrl } from '../../core/repository/chartAddress';
import type { ChartIndex } from '../../core/repository/chartIndex';
import { formatIndex } from '../../core/repository/formatIndex';
import { digestOf, listedVersion, putIntoIndex } from '../../core/repository/putIntoIndex';
import { readIndex } from '../../core/repository/readIndex';
import { spliceIndex } from '../../core/repository/spliceIndex';
import { withoutSecrets } from '../../core/repository/repositoriesFile';
import type { UploadApi, UploadPlace } from '../../core/repository/uploadApi';
import { formatForm, uploadOutcome, uploadPlace } from '../../core/repository/uploadApi';
import { decodeUtf8Lossy, encodeUtf8, equalBytes } from '../../util/bytes';
import { digestHex, sha256 } from '../../util/digest';
import { goTimeOf } from '../generateIndex';
import { repositoryLimits } from '../repository/limits';
import { refusal } from '../repository/repositoryRequest';
import type { VerifyPorts } from '../verifyChart';
import type { Upload } from './readUpload';
import { readUpload } from './readUpload';

export type ServerPorts = VerifyPorts & { readonly transport: Transport };

export interface ServerRequest {
  /** Absolute path of the package; the provenance beside it goes along where the server takes one. */
  readonly packagePath: string;
  /** Address of the repository, as `helm repo add` takes it. */
  readonly url: string;
  readonly api: UploadApi;
  /** Value of `Authorization` (`Basic ...`, `Bearer ...`): sent to the repository's origin only. */
  readonly authorization?: string;
  /** Replaces another package of the version; without it that throws `repository.packageExists`. */
  readonly force: boolean;
  readonly contextPath?: string;
}

export interface ServerResult {
  readonly fileName: string;
  readonly digest: string;
  readonly outcome: 'published' | 'replaced' | 'unchanged';
  /** `unsupported`: the server has no place for provenance. */
  readonly provenance: 'published' | 'none' | 'unsupported';
  /** Whether the index lists it: some servers make their index later. */
  readonly listed: boolean;
}

/**
 * Publishes a package to a server. What is there of the version is compared first, whatever the server would allow, and the
 * upload is never tried again by itself. Throws `repository.packageExists`, `repository.unauthorized`, `repository.refused`.
 */
export async function publishToServer(
  ports: ServerPorts,
  request: ServerRequest,
  context: Context,
): Promise<ServerResult> {
  const repository = repositoryUrl(request.url);
  const upload = await readUpload(ports, request.packagePath, withoutSecrets(request.url));
  const server = new Server(ports, request, repository, context);
  const before = await server.index();
  const state = await server.stateOf(before?.index, upload);
  const { fileName, digest, provenance } = upload;
  if (state !== 'absent' && state !== digest && !request.force)
    throw new ChartReleaseError('repository.packageExists', { fileName, existing: state, ours: digest });
  const contextPath = request.contextPath ?? contextPathOf(before);
  const place = uploadPlace(request.api, repository, fileName, {
    force: request.force,
    ...(contextPath === undefined ? {} : { contextPath }),
  });
  const supported = place.provenance !== 'none';
  if (state !== digest) await server.send(place, upload);
  else if (supported) await server.completeProvenance(before?.index, place, upload);
  if (request.api === 'put') await server.list(before, upload);
  const listed = await server.isListed(upload);
  return {
    fileName,
    digest: digestHex(digest),
    outcome: state === 'absent' ? 'published' : state === digest ? 'unchanged' : 'replaced',
    provenance: provenance === undefined ? 'none' : supported ? 'published' : 'unsupported',
    listed,
  };
}

interface ServedIndex {
  readonly index: ChartIndex;
  readonly bytes: Uint8Array;
  readonly etag?: string;
}

/** What ChartMuseum says of itself in its index when its API is below a path. */
function contextPathOf(served: ServedIndex | undefined): string | undefined {
  if (served === undefined) return undefined;
  return /^serverInfo:[ \t]*\r?\n(?:[ \t]+.*\n)*?[ \t]+contextPath:[ \t]*["']?([^"'\s]+)/m.exec(
    decodeUtf8Lossy(served.bytes),
  )?.[1];
}

class Server {
  constructor(
    private readonly ports: ServerPorts,
    private readonly request: ServerRequest,
    private readonly repository: URL,
    private readonly context: Context,
  ) {}

  /** `undefined` for a repository without an index, as an empty one is on some servers. */
  async index(): Promise<ServedIndex | undefined> {
    const url = indexUrl(this.repository);
    const reply = await this.#ask('GET', url);
    if (reply.status === 404) return undefined;
    if (reply.status !== 200) throw refusal(url, reply);
    const { index, problems } = readIndex(reply.bytes);
    const helmText = problems[0]?.helmText ?? '';
    if (index === undefined)
      throw new ChartReleaseError('repository.badIndex', { url: withoutSecrets(url.href), helmText });
    const etag = reply.headers.get('etag') ?? undefined;
    return { index, bytes: reply.bytes, ...(etag === undefined ? {} : { etag }) };
  }

  /** The digest of what is published of this version. An index without digests says too little: the package is fetched. */
  async stateOf(index: ChartIndex | undefined, upload: Upload): Promise<string> {
    const listed = index === undefined ? undefined : listedVersion(index, upload);
    const known = listed === undefined ? '' : digestOf(listed);
    if (/^[0-9a-f]{64}$/.test(known)) return `sha256:${known}`;
    const address = listed?.urls[0];
    if (listed !== undefined && address === undefined) return 'unknown';
    const url =
      address === undefined
        ? uploadPlace('put', this.repository, upload.fileName, { force: false }).url
        : chartUrl(this.repository, address);
    if (listed === undefined && !isFileApi(this.request.api)) return 'absent';
    const reply = await this.#ask('GET', url);
    if (reply.status === 404) return 'absent';
    if (reply.status !== 200) throw refusal(url, reply);
    return sha256(reply.bytes);
  }

  async send(place: UploadPlace, upload: Upload): Promise<void> {
    this.context.progress({ step: 'uploading', subject: upload.fileName });
    const { fileName, bytes, provenance } = upload;
    if (place.method === 'PUT') {
      // The provenance first: whoever sees the package finds it there.
      if (provenance !== undefined) await this.#put(provenanceUrl(place.url), provenance, upload);
      await this.#put(place.url, bytes, upload);
      return;
    }
    const files = [{ field: 'chart', fileName, bytes }];
    if (provenance !== undefined && place.provenance === 'field')
      files.push({ field: 'prov', fileName: `${fileName}.prov`, bytes: provenance });
    const boundary = `chart-${digestHex(upload.digest)}`;
    const headers = { 'Content-Type': `multipart/form-data; boundary=${boundary}` };
    const reply = await this.#ask('POST', place.url, { body: formatForm(files, boundary), headers });
    this.#check(reply, place.url, upload);
  }

  /** A package that was published without its signature gets it; another signature of it is replaced only with force. */
  async completeProvenance(index: ChartIndex | undefined, place: UploadPlace, upload: Upload): Promise<void> {
    const { provenance, fileName } = upload;
    if (provenance === undefined) return;
    const address = index === undefined ? undefined : listedVersion(index, upload)?.urls[0];
    const url = provenanceUrl(address === undefined ? place.url : chartUrl(this.repository, address));
    const reply = await this.#ask('GET', url);
    if (reply.status === 200 && equalBytes(reply.bytes, provenance)) return;
    if (reply.status === 200 && !this.request.force)
      throw new ChartReleaseError('repository.packageExists', {
        fileName: `${fileName}.prov`,
        existing: sha256(reply.bytes),
        ours: sha256(provenance),
      });
    if (reply.status !== 200 && reply.status !== 404) throw refusal(url, reply);
    this.context.progress({ step: 'uploading', subject: `${fileName}.prov` });
    if (place.method === 'PUT') return this.#put(provenanceUrl(place.url), provenance, upload);
    const alone = new URL(place.url);
    alone.pathname = alone.pathname.replace(/\/charts$/, '/prov');
    const sent = await this.#ask('POST', alone, { body: new Uint8Array(provenance) });
    this.#check(sent, alone, upload);
  }

  /** Writes the index of a server of files, on condition that nobody else did meanwhile; if so, it is merged again. */
  async list(before: ServedIndex | undefined, upload: Upload): Promise<void> {
    const url = indexUrl(this.repository);
    let served = before;
    for (let attempt = 1; ; attempt++) {
      const now = goTimeOf(this.ports.clock);
      const base = served?.index ?? emptyIndex(now);
      const archive = { path: upload.fileName, metadata: upload.metadata, digest: upload.digest };
      const index = putIntoIndex(base, [archive], { baseUrl: '', now });
      if (index === base) return;
      const condition: Record<string, string> = {};
      if (served?.etag !== undefined) condition['If-Match'] = served.etag;
      else if (served === undefined) condition['If-None-Match'] = '*';
      const headers = { 'Content-Type': 'application/yaml', ...condition };
      const text = served === undefined ? formatIndex(index, 'yaml') : spliceIndex(served.bytes, index);
      const body = new Uint8Array(encodeUtf8(text));
      const reply = await this.#ask('PUT', url, { body, headers });
      const outcome = uploadOutcome(reply.status, decodeUtf8Lossy(reply.bytes));
      if (outcome === 'done') return;
      if (outcome === 'refused' || attempt === repositoryLimits.indexAttempts) throw refusal(url, reply);
      served = await this.index();
    }
  }

  async isListed(upload: Upload): Promise<boolean> {
    for (let look = 1; ; look++) {
      const served = await this.index();
      const listed = served === undefined ? undefined : listedVersion(served.index, upload);
      const digest = listed === undefined ? '' : digestOf(listed);
      if (listed !== undefined && (digest === '' || digest === digestHex(upload.digest))) return true;
      if (look === repositoryLimits.listedPolls) return false;
      await pause(repositoryLimits.listedPollMs, this.context.signal);
    }
  }

  async #put(url: URL, bytes: Uint8Array, upload: Upload): Promise<void> {
    const headers = { 'Content-Type': 'application/octet-stream' };
    this.#check(await this.#ask('PUT', url, { body: new Uint8Array(bytes), headers }), url, upload);
  }

  #check(reply: Reply, url: URL, { fileName, digest }: Upload): void {
    const outcome = uploadOutcome(reply.status, decodeUtf8Lossy(reply.bytes));
    if (outcome === 'conflict')
      throw new ChartReleaseError('repository.packageExists', { fileName, existing: 'another package', ours: digest });
    if (outcome === 'refused') throw refusal(url, reply);
  }

  #ask(
    method: 'GET' | 'POST' | 'PUT',
    url: URL,
    sent: { readonly body?: Uint8Array<ArrayBuffer>; readonly headers?: Readonly<Record<string, string>> } = {},
  ): Promise<Reply> {
    const { authorization } = this.request;
    const target = new URL(url);
    target.username = '';
    target.password = '';
    const mayKnow = target.origin === this.repository.origin && authorization !== undefined;
    return this.ports.transport.send(
      {
        method,
        url: target,
        headers: sent.headers ?? {},
        limitBytes: method === 'GET' ? repositoryLimits.indexBytes : repositoryLimits.answerBytes,
        retry: method === 'GET' ? 'idempotent' : 'never',
        redirects: method === 'GET' ? 'follow' : 'refuse',
        ...(sent.body === undefined ? {} : { body: sent.body }),
        ...(mayKnow ? { authorization } : {}),
      },
      this.context,
    );
  }
}

function isFileApi(api: UploadApi): boolean {
  return api === 'put' || api === 'nexus' || api === 'artifactory';
}
