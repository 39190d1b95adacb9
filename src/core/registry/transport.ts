import { concatBytes } from '../../util/bytes';
import type { Context } from '../context';
import { ChartReleaseError } from '../errors';
import { hostKind, tryUrl } from './address';
import type { Download } from './download';
import type { RegistryLimits } from './limits';
import type { Fetch, FetchBody, FetchReply } from './ports';
import { isPassingFailure, isRetryableStatus, isUnprocessedStatus, retryDelayMs } from './retry';
import { Watchdog } from './watchdog';

/**
 * Which failures may be tried again. `idempotent`: any passing one. `unprocessed`: only an answer that says the request
 * was not acted upon (429, 503), because after a lost connection nobody knows. `never`.
 */
export type RetryPolicy = 'idempotent' | 'unprocessed' | 'never';

export interface TransportRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent to the exact origin of `url` only, whatever a redirect says. */
  readonly authorization?: string;
  readonly body?: Uint8Array<ArrayBuffer> | OutgoingBody;
  /** Takes the body of a successful answer, so that it need not be held; `Reply.bytes` is empty then. */
  readonly download?: Download;
  /** Bytes of a successful answer. */
  readonly limitBytes: number;
  readonly retry: RetryPolicy;
  readonly redirects: 'follow' | 'refuse';
}

/** A body that is read anew for each attempt. */
export interface OutgoingBody {
  readonly length: number;
  open(): AsyncIterable<Uint8Array>;
}

export interface Reply {
  readonly status: number;
  readonly headers: FetchReply['headers'];
  readonly bytes: Uint8Array;
  /** Whether it comes from another origin than was asked. */
  readonly foreign: boolean;
}

export interface Transport {
  /** Any HTTP status is a reply. Throws `registry.unreachable`, `registry.protocol`, `registry.insecure`, or what the signal was aborted with. */
  send(request: TransportRequest, context: Context): Promise<Reply>;
}

export interface TransportOptions {
  readonly fetch: Fetch;
  readonly limits: RegistryLimits;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

const redirectStatuses = new Set([301, 302, 303, 307, 308]);

export function createTransport({ fetch, limits, now }: TransportOptions): Transport {
  return { send };

  async function send(request: TransportRequest, context: Context): Promise<Reply> {
    const giveUpAt = now() + limits.retryingMs;
    for (let attempt = 1; ; attempt++) {
      context.signal.throwIfAborted();
      const outcome = await attemptOnce(request, context);
      const again = attempt < limits.attempts && mayRetry(request.retry, outcome);
      const delayMs = again
        ? retryDelayMs(attempt, outcome.reply?.headers.get('retry-after') ?? undefined, limits, now())
        : 0;
      if (!again || now() + delayMs > giveUpAt) {
        if (outcome.reply !== undefined) return outcome.reply;
        throw outcome.error;
      }
      context.log.debug(`${request.method} ${request.url.host}: attempt ${attempt} failed, again in ${delayMs} ms`);
      await pause(delayMs, context.signal);
    }
  }

  async function attemptOnce(request: TransportRequest, context: Context): Promise<Outcome> {
    try {
      return { reply: await followRedirects(request, context) };
    } catch (error) {
      context.signal.throwIfAborted();
      return { error };
    }
  }

  async function followRedirects(request: TransportRequest, context: Context): Promise<Reply> {
    let url = request.url;
    for (let hop = 0; ; hop++) {
      const answer = await fetchOnce(request, url, context);
      const location = answer.headers.get('location');
      if (!redirectStatuses.has(answer.status) || location === null || request.redirects === 'refuse') return answer;
      if (hop === limits.redirects) throw protocol(request.url, 'too many redirects');
      url = nextHop(request, url, answer.status, location);
    }
  }

  async function fetchOnce(request: TransportRequest, url: URL, context: Context): Promise<Reply> {
    const foreign = url.origin !== request.url.origin;
    const headers: Record<string, string> = { ...request.headers, 'Accept-Encoding': 'identity' };
    if (request.authorization !== undefined && !foreign) headers['Authorization'] = request.authorization;
    const from = request.download?.receivedBytes ?? 0;
    if (from > 0) headers['Range'] = `bytes=${from}-`;
    const sentBytes = request.body instanceof Uint8Array ? request.body.length : 0;
    const watchdog = new Watchdog(context.signal, limits, request.body?.length ?? 0, sentBytes);
    try {
      const response = await fetch(url.href, {
        method: request.method,
        headers: { ...headers, ...lengthOf(request.body) },
        redirect: 'manual',
        signal: watchdog.signal,
        ...(request.body === undefined ? {} : { body: outgoing(request.body, watchdog) }),
      });
      watchdog.touch();
      if (response.type === 'opaqueredirect') throw protocol(url, 'this fetch hides redirects');
      const bytes = await readBody(response, request, watchdog);
      return { status: response.status, headers: response.headers, bytes, foreign };
    } catch (error) {
      // An answer that is not read to its end must not hold the connection.
      watchdog.abandon();
      if (error instanceof ChartReleaseError || context.signal.aborted) throw error;
      throw new ChartReleaseError(
        'registry.unreachable',
        { host: url.host, reason: watchdog.firedReason ?? failureCode(error) },
        { cause: error },
      );
    } finally {
      watchdog.stop();
    }
  }

  async function readBody(response: FetchReply, request: TransportRequest, watchdog: Watchdog): Promise<Uint8Array> {
    const successful = response.status >= 200 && response.status < 300;
    const limitBytes = successful ? request.limitBytes : limits.errorBytes;
    if (request.method === 'HEAD' || response.body === null) return new Uint8Array();
    // fetch unpacks a coded body without being asked: 200 kB become 200 MB before any limit of ours counts a byte.
    const coding = response.headers.get('content-encoding') ?? 'identity';
    if (coding.toLowerCase() !== 'identity') throw protocol(request.url, `Content-Encoding ${coding}`);
    const parts: Uint8Array[] = [];
    let length = 0;
    const download = successful ? request.download : undefined;
    if (download !== undefined) length = resumedAt(request.url.host, response, download);
    download?.begin(length);
    for await (const part of response.body) {
      watchdog.touch(part.length);
      length += part.length;
      // An error text that is too long is cut; content that is too long is no content.
      if (length > limitBytes && successful) throw protocol(request.url, `more than ${limitBytes} bytes`);
      if (length > limitBytes) break;
      if (download === undefined) parts.push(part);
      else await download.write(part);
    }
    return concatBytes(parts);
  }
}

/** Where the body of an answer belongs: at what was asked for with `Range`, if the registry says so, else at the start. */
function resumedAt(host: string, response: FetchReply, download: Download): number {
  if (response.status !== 206) return 0;
  const start = Number(/^bytes ([0-9]{1,15})-/.exec(response.headers.get('content-range') ?? '')?.[1]);
  if (start === download.receivedBytes) return start;
  // A part that is not what was asked for is of no use: the next attempt begins anew.
  download.begin(0);
  throw new ChartReleaseError('registry.unreachable', { host, reason: 'wrong part' });
}

function lengthOf(body: TransportRequest['body']): Record<string, string> {
  return body === undefined || body instanceof Uint8Array ? {} : { 'Content-Length': String(body.length) };
}

/** Each part that the connection took shows that it is alive. */
function outgoing(body: NonNullable<TransportRequest['body']>, watchdog: Watchdog): FetchBody {
  return body instanceof Uint8Array ? body : watched(body.open(), watchdog);
}

async function* watched(parts: AsyncIterable<Uint8Array>, watchdog: Watchdog): AsyncGenerator<Uint8Array> {
  for await (const part of parts) {
    watchdog.touch();
    yield part;
  }
}

interface Outcome {
  readonly reply?: Reply;
  readonly error?: unknown;
}

function mayRetry(policy: RetryPolicy, outcome: Outcome): boolean {
  if (policy === 'never') return false;
  const status = outcome.reply?.status;
  if (policy === 'unprocessed') return status !== undefined && isUnprocessedStatus(status);
  return status === undefined ? isPassingFailure(outcome.error) : isRetryableStatus(status);
}

/**
 * Where a redirect may lead. Attacks: a downgrade to http that lets the network read and swap the content; a public
 * registry that makes us ask this machine or its cloud's metadata address; a body sent to a server that was never named.
 */
function nextHop(request: TransportRequest, from: URL, status: number, location: string): URL {
  const to = tryUrl(location, from);
  if (to === undefined || (to.protocol !== 'https:' && to.protocol !== 'http:'))
    throw protocol(from, 'redirect to no web address');
  const safeMethod = request.method === 'GET' || request.method === 'HEAD';
  if (from.protocol === 'https:' && to.protocol === 'http:') throw insecure(to, 'redirect from https to http');
  if (to.username !== '' || to.password !== '') throw insecure(to, 'redirect with credentials');
  const kind = hostKind(to.hostname);
  const near = kind === 'loopback' || kind === 'linkLocal';
  if (near && kind !== hostKind(request.url.hostname)) throw insecure(to, 'redirect into this machine');
  if (!safeMethod && status < 307) throw protocol(from, `${request.method} answered with ${status}`);
  if (!safeMethod && to.origin !== from.origin) throw insecure(to, 'redirected upload');
  return to;
}

function protocol(url: URL, reason: string): ChartReleaseError<'registry.protocol'> {
  return new ChartReleaseError('registry.protocol', { host: url.host, reason });
}

/** The query is left out: redirects to storage carry a signature there. */
function insecure(url: URL, reason: string): ChartReleaseError<'registry.insecure'> {
  return new ChartReleaseError('registry.insecure', { url: `${url.protocol}//${url.host}${url.pathname}`, reason });
}

/** The system's or TLS library's code behind fetch's own `fetch failed`, e.g. ECONNREFUSED or CERT_HAS_EXPIRED. */
function failureCode(error: unknown): string {
  let reason = 'failed';
  for (let cause = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth++) {
    if ('code' in cause && typeof cause.code === 'string') return cause.code;
    reason = cause.message;
  }
  return reason;
}

export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
