import type { Digest } from '../../util/digest';
import { isDigest } from '../../util/digest';
import type { Context } from '../context';
import { ChartReleaseError } from '../errors';
import { tryUrl } from './address';
import type { BlobSource, BlobTarget } from './blobPorts';
import { Download } from './download';
import { mediaTypes } from './mediaTypes';
import { insecure } from './realm';
import { isPassingFailure, isRetryableStatus, retryDelayMs } from './retry';
import type { Call, RegistrySession } from './session';
import { scopeOf } from './session';
import type { Reply } from './transport';
import { pause } from './transport';

export interface BlobUpload {
  readonly source: BlobSource;
  readonly digest: Digest;
  /** Bytes that went over the line, of this attempt. */
  readonly onSent?: (sentBytes: number) => void;
  /** Sends in parts of this size from the start. Without it parts are tried when the registry does not take the whole. */
  readonly chunkBytes?: number;
}

interface Upload extends BlobUpload {
  readonly repository: string;
}

/** Reads a blob into `target`. A broken answer goes on where it stopped, if the registry sends parts. */
export async function downloadBlob(
  session: RegistrySession,
  url: URL,
  repository: string,
  blob: { readonly digest: Digest; readonly sizeBytes: number },
  target: BlobTarget,
  onBytes: (receivedBytes: number) => void,
  context: Context,
): Promise<void> {
  const download = new Download(target, onBytes);
  const call: Call = {
    method: 'GET',
    url,
    scope: scopeOf(repository, 'pull'),
    limitBytes: blob.sizeBytes,
    download,
    retry: 'idempotent',
    reference: `oci://${session.host}/${repository}@${blob.digest}`,
  };
  const reply = await session.expect(call, [200, 206, 416], context);
  if (reply.status === 416) {
    download.begin(0);
    await session.expect(call, [200], context);
  }
  if (download.receivedBytes !== blob.sizeBytes)
    throw session.protocol(`blob of ${download.receivedBytes} bytes, not ${blob.sizeBytes}`);
  const actual = download.digest();
  requireDigest(`blob ${blob.digest}`, blob.digest, actual);
}

/** Links a blob that the registry has in another repository. `false`: it does not do that, the content has to be sent. */
export async function mountBlob(
  session: RegistrySession,
  uploads: URL,
  repository: string,
  digest: Digest,
  from: string,
  context: Context,
): Promise<boolean> {
  const url = new URL(uploads);
  url.search = `?mount=${encodeURIComponent(digest)}&from=${encodeURIComponent(from)}`;
  const scope = `${scopeOf(repository, 'pull,push')} ${scopeOf(from, 'pull')}`;
  const call: Call = { method: 'POST', url, scope, limitBytes: session.limits.errorBytes, retry: 'idempotent' };
  const reply = await session.authorized(call, context);
  if (reply.status === 201) return true;
  // An ordinary session was opened instead: it is given back.
  if (reply.status === 202) await cancelUpload(session, reply, url, repository, context);
  return false;
}

/**
 * POST for a session, then the content. What breaks is resumed where the registry says how far it came, else begun anew:
 * until the last byte is there and hashes to the digest, nothing is visible.
 */
export async function uploadBlob(
  session: RegistrySession,
  uploads: URL,
  upload: Upload,
  context: Context,
): Promise<void> {
  let chunkBytes = upload.chunkBytes;
  let mayResume = true;
  for (let attempt = 1; ; attempt++) {
    const last = attempt === session.limits.attempts;
    const state: { location?: URL } = {};
    try {
      const reply = await uploadOnce(
        session,
        uploads,
        { ...upload, ...(chunkBytes && { chunkBytes }) },
        state,
        context,
      );
      // 413: the registry, or a proxy before it, takes only so much at once.
      if (reply.status === 413 && chunkBytes === undefined && !last) {
        chunkBytes = session.limits.chunkBytes;
        continue;
      }
      if (last || !isRetryableStatus(reply.status)) return await requireStored(session, reply, upload);
    } catch (error) {
      context.signal.throwIfAborted();
      if (last || !isPassingFailure(error)) throw error;
    }
    await pause(retryDelayMs(attempt, undefined, session.limits, session.now()), context.signal);
    if (mayResume && state.location !== undefined) {
      if (await resumeUpload(session, state.location, upload, context)) return;
      // Some registries say how far they came and cannot go on from there (docker-registry 2.8): that is not tried twice.
      mayResume = false;
    }
  }
}

async function uploadOnce(
  session: RegistrySession,
  uploads: URL,
  upload: Upload,
  state: { location?: URL },
  context: Context,
): Promise<Reply> {
  const { limits } = session;
  const common = { scope: scopeOf(upload.repository, 'pull,push'), limitBytes: limits.errorBytes };
  const opened = await session.expect(
    { method: 'POST', url: uploads, ...common, retry: 'idempotent' },
    [201, 202],
    context,
  );
  if (opened.status === 201) return opened;
  let location = uploadLocation(session, opened, uploads);
  state.location = location;
  const { chunkBytes, source } = upload;
  if (chunkBytes === undefined || source.sizeBytes === 0) return put(session, location, upload, 0, context);
  const least = Number(opened.headers.get('oci-chunk-min-length') ?? 0);
  const size = Math.min(Math.max(chunkBytes, Number.isSafeInteger(least) ? least : 0), limits.chartBytes);
  let start = 0;
  for (; start < source.sizeBytes; start += size) {
    const reply = await patch(session, location, upload, start, Math.min(start + size, source.sizeBytes), context);
    if (reply.status !== 202 && reply.status !== 201 && reply.status !== 204) return reply;
    location = uploadLocation(session, reply, location);
    state.location = location;
  }
  return put(session, location, upload, source.sizeBytes, context);
}

/** Asks how far a broken session came and sends the rest. `false`: it cannot be gone on with. */
async function resumeUpload(session: RegistrySession, broken: URL, upload: Upload, context: Context): Promise<boolean> {
  const common = { scope: scopeOf(upload.repository, 'pull,push'), limitBytes: session.limits.errorBytes };
  try {
    const reply = await session.authorized({ method: 'GET', url: broken, ...common, retry: 'idempotent' }, context);
    const end = Number(/^(?:bytes=)?0-([0-9]{1,15})$/.exec(reply.headers.get('range') ?? '')?.[1] ?? 0);
    // `0-0` is said for one byte and for none: not worth going on from.
    if (reply.status !== 204 || end === 0 || end >= upload.source.sizeBytes) return false;
    const location = reply.headers.has('location') ? uploadLocation(session, reply, broken) : broken;
    const sent = await patch(session, location, upload, end + 1, upload.source.sizeBytes, context);
    if (sent.status !== 202) return false;
    const next = uploadLocation(session, sent, location);
    const done = await put(session, next, upload, upload.source.sizeBytes, context);
    if (done.status !== 201 && done.status !== 204) return false;
    await requireStored(session, done, upload);
    return true;
  } catch (error) {
    context.signal.throwIfAborted();
    if (!(error instanceof ChartReleaseError)) throw error;
    return false;
  }
}

/** The end of an upload, with all that is left of the content. */
function put(session: RegistrySession, to: URL, upload: Upload, start: number, context: Context): Promise<Reply> {
  const url = new URL(to);
  // Appended as text: the query is the server's own and may not survive being read and written again.
  url.search += `${url.search === '' ? '?' : '&'}digest=${encodeURIComponent(upload.digest)}`;
  return send(session, 'PUT', url, upload, start, upload.source.sizeBytes, {}, context);
}

function patch(
  session: RegistrySession,
  url: URL,
  upload: Upload,
  start: number,
  end: number,
  context: Context,
): Promise<Reply> {
  // Without a unit, the last byte included (distribution specification, pushing a blob in chunks).
  return send(session, 'PATCH', url, upload, start, end, { 'Content-Range': `${start}-${end - 1}` }, context);
}

function send(
  session: RegistrySession,
  method: 'PUT' | 'PATCH',
  url: URL,
  upload: Upload,
  start: number,
  end: number,
  headers: Readonly<Record<string, string>>,
  context: Context,
): Promise<Reply> {
  const { source, repository, onSent } = upload;
  const body = { length: end - start, open: () => counted(source.open(start, end), start, onSent) };
  return session.authorized(
    {
      method,
      url,
      scope: scopeOf(repository, 'pull,push'),
      headers: { ...headers, 'Content-Type': mediaTypes.bytes },
      body: end === start ? new Uint8Array() : body,
      limitBytes: session.limits.errorBytes,
      retry: 'never',
    },
    context,
  );
}

async function* counted(
  parts: AsyncIterable<Uint8Array>,
  start: number,
  onSent: BlobUpload['onSent'],
): AsyncGenerator<Uint8Array> {
  let sentBytes = start;
  for await (const part of parts) {
    yield part;
    sentBytes += part.length;
    onSent?.(sentBytes);
  }
}

async function requireStored(session: RegistrySession, reply: Reply, upload: Upload): Promise<void> {
  if (reply.status !== 201 && reply.status !== 204)
    throw await session.refusal(reply, `PUT /v2/${upload.repository}/blobs/uploads/`);
  const stored = reply.headers.get('docker-content-digest') ?? '';
  if (isDigest(stored)) requireDigest(`blob ${upload.digest}`, upload.digest, stored);
}

async function cancelUpload(
  session: RegistrySession,
  opened: Reply,
  base: URL,
  repository: string,
  context: Context,
): Promise<void> {
  const url = uploadLocation(session, opened, base);
  const scope = scopeOf(repository, 'pull,push');
  const call: Call = { method: 'DELETE', url, scope, limitBytes: session.limits.errorBytes, retry: 'never' };
  await session.authorized(call, context).catch(() => undefined);
  context.signal.throwIfAborted();
}

/** Attack: an upload address at another server, which would get the content and, in oras-go, the credential (CVE-2026-50151). */
function uploadLocation(session: RegistrySession, reply: Reply, base: URL): URL {
  const location = tryUrl(reply.headers.get('location') ?? '', base);
  if (reply.headers.get('location') === null || location === undefined)
    throw session.protocol('upload without Location');
  if (location.origin !== session.origin.origin || location.username !== '')
    throw insecure(location, 'upload to another host');
  return location;
}

export function requireDigest(subject: string, expected: Digest, actual: Digest): void {
  if (expected !== actual) throw new ChartReleaseError('registry.digestMismatch', { subject, expected, actual });
}
