import type { IncomingMessage, ServerResponse } from 'node:http';
import { concatBytes, encodeUtf8 } from '../../util/bytes';

/** Error codes of the distribution specification. */
export type ApiErrorCode =
  | 'BLOB_UNKNOWN'
  | 'BLOB_UPLOAD_INVALID'
  | 'BLOB_UPLOAD_UNKNOWN'
  | 'DIGEST_INVALID'
  | 'MANIFEST_BLOB_UNKNOWN'
  | 'MANIFEST_INVALID'
  | 'MANIFEST_UNKNOWN'
  | 'NAME_INVALID'
  | 'NAME_UNKNOWN'
  | 'SIZE_INVALID'
  | 'DENIED'
  | 'UNSUPPORTED'
  | 'TOOMANYREQUESTS';

/** A refusal, as the specification words it. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: ApiErrorCode,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/** One request with what the routes need of it. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly method: string;
  /** Percent-decoded path. */
  readonly path: string;
  readonly query: URLSearchParams;
}

export type Headers = Readonly<Record<string, string | number>>;

export function send(exchange: Exchange, status: number, headers: Headers = {}, body?: Uint8Array): void {
  const { response, method } = exchange;
  response.writeHead(status, { 'Content-Length': body?.length ?? 0, ...headers });
  response.end(method === 'HEAD' ? undefined : body);
}

export function sendJson(exchange: Exchange, status: number, value: unknown, headers: Headers = {}): void {
  send(exchange, status, { 'Content-Type': 'application/json', ...headers }, encodeUtf8(JSON.stringify(value)));
}

export function sendError(exchange: Exchange, error: ApiError): void {
  const { code, message, status, headers } = error;
  sendJson(exchange, status, { errors: [{ code, message }] }, headers);
}

export async function readBody(request: IncomingMessage, limitBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > limitBytes) throw new ApiError(413, 'SIZE_INVALID', `more than ${limitBytes} bytes`);
    parts.push(part);
  }
  return concatBytes(parts);
}
