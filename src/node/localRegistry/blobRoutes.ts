import { pipeline } from 'node:stream/promises';
import type { ContentDigest } from './contentDigest';
import { isContentDigest } from './contentDigest';
import type { Exchange } from './exchange';
import { ApiError, send } from './exchange';
import type { Stores } from './stores';
import { rangeOf } from './uploads';

/** `/v2/<name>/blobs/<digest>` */
export async function blobRoute(stores: Stores, exchange: Exchange, name: string, reference: string): Promise<void> {
  const digest = parseDigest(reference);
  const { method } = exchange;
  if (method === 'DELETE') {
    if (!(await stores.repositories.removeBlob(name, digest))) throw unknownBlob(digest);
    send(exchange, 202);
    return;
  }
  if (method !== 'GET' && method !== 'HEAD') throw new ApiError(405, 'UNSUPPORTED', method);
  if (!(await stores.repositories.hasBlob(name, digest))) throw unknownBlob(digest);
  const headers = {
    'Content-Type': 'application/octet-stream',
    'Docker-Content-Digest': digest,
    'Accept-Ranges': 'bytes',
    ETag: `"${digest}"`,
  };
  const size = await stores.content.size(digest);
  if (size === undefined) throw unknownBlob(digest);
  if (method === 'HEAD') return send(exchange, 200, { ...headers, 'Content-Length': size });
  const range = parseRange(exchange.request.headers.range, size);
  const { start, end } = range ?? { start: 0, end: size };
  const stream = await stores.content.stream(digest, start, end);
  if (stream === undefined) throw unknownBlob(digest);
  if (end === start) {
    stream.destroy();
    return send(exchange, 200, headers);
  }
  const contentRange = range === undefined ? {} : { 'Content-Range': `bytes ${start}-${end - 1}/${size}` };
  exchange.response.writeHead(range === undefined ? 200 : 206, {
    ...headers,
    ...contentRange,
    'Content-Length': end - start,
  });
  await pipeline(stream, exchange.response);
}

/** `/v2/<name>/blobs/uploads/[<id>]` */
export async function uploadRoute(stores: Stores, exchange: Exchange, name: string, id: string): Promise<void> {
  if (id === '') return beginUpload(stores, exchange, name);
  const { uploads } = stores;
  switch (exchange.method) {
    case 'GET':
      return progress(exchange, 204, name, id, await uploads.size(id));
    case 'PATCH': {
      const start = parseContentRange(exchange.request.headers['content-range']);
      return progress(exchange, 202, name, id, await uploads.append(id, exchange.request, start));
    }
    case 'PUT': {
      const digest = parseDigest(exchange.query.get('digest') ?? '');
      await uploads.append(id, exchange.request, parseContentRange(exchange.request.headers['content-range']));
      return finishUpload(stores, exchange, name, id, digest);
    }
    case 'DELETE':
      await uploads.cancel(id);
      send(exchange, 204);
      return;
    default:
      throw new ApiError(405, 'UNSUPPORTED', exchange.method);
  }
}

/** Begins a session; with `mount` links a blob of another repository, with `digest` takes the whole body at once. */
async function beginUpload(stores: Stores, exchange: Exchange, name: string): Promise<void> {
  const { query, method } = exchange;
  if (method !== 'POST') throw new ApiError(405, 'UNSUPPORTED', method);
  const mount = query.get('mount');
  const from = query.get('from');
  if (mount !== null && isContentDigest(mount)) {
    // Without `from` any repository will do: nothing here is closed to anybody.
    const named = from === null || (await stores.repositories.hasBlob(from, mount));
    if (named && (await stores.content.size(mount)) !== undefined) {
      await stores.content.touch(mount);
      await stores.repositories.addBlob(name, mount);
      return created(exchange, name, mount);
    }
  }
  const asked = query.get('digest');
  const digest = asked === null ? undefined : parseDigest(asked);
  const id = await stores.uploads.begin();
  if (digest === undefined) return progress(exchange, 202, name, id, 0);
  await stores.uploads.append(id, exchange.request, undefined);
  return finishUpload(stores, exchange, name, id, digest);
}

async function finishUpload(
  stores: Stores,
  exchange: Exchange,
  name: string,
  id: string,
  digest: ContentDigest,
): Promise<void> {
  await stores.uploads.finish(id, digest);
  await stores.repositories.addBlob(name, digest);
  created(exchange, name, digest);
}

function created(exchange: Exchange, name: string, digest: ContentDigest): void {
  send(exchange, 201, { Location: `/v2/${name}/blobs/${digest}`, 'Docker-Content-Digest': digest });
}

function progress(exchange: Exchange, status: number, name: string, id: string, sizeBytes: number): void {
  const location = `/v2/${name}/blobs/uploads/${id}`;
  send(exchange, status, { Location: location, Range: rangeOf(sizeBytes), 'Docker-Upload-UUID': id });
}

export function parseDigest(text: string): ContentDigest {
  if (!isContentDigest(text)) throw new ApiError(400, 'DIGEST_INVALID', 'not a digest');
  return text;
}

function unknownBlob(digest: ContentDigest): ApiError {
  return new ApiError(404, 'BLOB_UNKNOWN', `no blob ${digest} in this repository`);
}

/** `<start>-<end>`, without a unit (distribution specification). */
function parseContentRange(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const start = /^(?:bytes )?([0-9]{1,15})-[0-9]{1,15}(?:\/.*)?$/.exec(header)?.[1];
  if (start === undefined) throw new ApiError(400, 'BLOB_UPLOAD_INVALID', 'Content-Range is not <start>-<end>');
  return Number(start);
}

/** One range (RFC 9110, 14.1.2), half open; several ranges or another unit are answered with the whole. */
function parseRange(
  header: string | undefined,
  size: number,
): { readonly start: number; readonly end: number } | undefined {
  const match = /^bytes=([0-9]{0,15})-([0-9]{0,15})$/.exec(header ?? '');
  if (match === null || (match[1] === '' && match[2] === '')) return undefined;
  const [, first = '', last = ''] = match;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  if (start >= end) throw new ApiError(416, 'SIZE_INVALID', 'no such range', { 'Content-Range': `bytes */${size}` });
  return { start, end };
}
