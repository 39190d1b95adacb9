import { ChartReleaseError } from '../core/errors';
import type { KeySourceFault } from '../core/errors';
import type { Context } from '../core/context';
import { formatArmor } from '../core/provenance/armor';
import type { ParsedKey } from '../core/provenance/readKeyring';
import { readKeyring } from '../core/provenance/readKeyring';
import { keyAddresses } from '../core/trust/keySources';
import type { KeySource } from '../core/trust/keySources';
import { concatBytes, encodeUtf8 } from '../util/bytes';
import { keySourceLimits as limits } from './limits';
import type { Fetch } from './ports';

export interface FoundKeys {
  readonly keys: readonly ParsedKey[];
  /** The address that answered. */
  readonly url: string;
}

/**
 * Asks a source for a public key. Nothing is kept: the caller shows what was found. https only, except to this machine; a
 * redirect is followed within the host only, since the answer of another host proves nothing about the one that was asked.
 * Throws `keySource.failed`.
 */
export async function fetchKeys(fetch: Fetch, source: KeySource, context: Context): Promise<FoundKeys> {
  const addresses = keyAddresses(source);
  let failure = fault(JSON.stringify(source), 'badAddress');
  for (const address of addresses) {
    try {
      const bytes = await download(fetch, address, context.signal);
      return { keys: wanted(source, address, bytes), url: address };
    } catch (error) {
      if (!ChartReleaseError.is(error, 'keySource.failed')) throw error;
      failure = error;
      // Only a place that has no key at all leads on to the next one.
      if (error.details.reason !== 'notFound' && error.details.reason !== 'unreachable') break;
    }
  }
  throw failure;
}

/** Uploads a public key to a keyserver (HKP `/pks/add`). Throws `keySource.failed`. */
export async function uploadKey(
  fetch: Fetch,
  server: string,
  publicBytes: Uint8Array,
  context: Context,
): Promise<void> {
  const base = server
    .replace(/^hkps:/i, 'https:')
    .replace(/^hkp:/i, 'http:')
    .replace(/\/+$/, '');
  const url = `${base}/pks/add`;
  requireSafe(url);
  const armored = formatArmor('PGP PUBLIC KEY BLOCK', publicBytes);
  const body = new Uint8Array(encodeUtf8(`keytext=${encodeURIComponent(armored)}`));
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(body.length) };
  await withDeadline(context.signal, url, async signal => {
    const reply = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
    await reply.body?.[Symbol.asyncIterator]().return?.();
    if (reply.status < 200 || reply.status >= 300) throw fault(url, 'refused', reply.status);
  });
}

/** The keys that were asked for; another key in their place is an error, not a find. */
function wanted(source: KeySource, url: string, bytes: Uint8Array): readonly ParsedKey[] {
  const { keys } = readKeyring(bytes);
  if (keys.length === 0) throw fault(url, 'notAKey');
  const fingerprint = 'fingerprint' in source ? source.fingerprint : undefined;
  if (fingerprint !== undefined) {
    const same = keys.filter(({ info }) => info.fingerprint === fingerprint);
    if (same.length === 0) throw fault(url, 'otherKey');
    return same;
  }
  if (source.kind !== 'wkd') return keys;
  const address = `<${source.email.toLowerCase()}>`;
  const same = keys.filter(({ info }) =>
    info.userIds.some(id => id.toLowerCase().endsWith(address) || `<${id.toLowerCase()}>` === address),
  );
  if (same.length === 0) throw fault(url, 'otherKey');
  return same;
}

async function download(fetch: Fetch, address: string, outer: AbortSignal): Promise<Uint8Array> {
  return withDeadline(outer, address, async signal => {
    let url = address;
    for (let hop = 0; hop <= limits.redirects; hop++) {
      requireSafe(url);
      const headers = {
        accept: 'application/pgp-keys, application/octet-stream, text/plain',
        'accept-encoding': 'identity',
      };
      const reply = await fetch(url, { method: 'GET', headers, redirect: 'manual', signal });
      const location = reply.headers.get('location');
      if (reply.status >= 300 && reply.status < 400 && location !== null) {
        await reply.body?.[Symbol.asyncIterator]().return?.();
        const next = new URL(location, url);
        if (next.origin !== new URL(url).origin) throw fault(url, 'redirected');
        url = next.href;
        continue;
      }
      if (reply.status === 404 || reply.status === 410) throw fault(url, 'notFound', reply.status);
      if (reply.status !== 200) throw fault(url, 'refused', reply.status);
      if (/^text\/html\b/i.test(reply.headers.get('content-type') ?? '')) throw fault(url, 'notAKey');
      return readAll(reply.body, url);
    }
    throw fault(address, 'redirected');
  });
}

async function readAll(body: AsyncIterable<Uint8Array> | null, url: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const part of body ?? []) {
    sizeBytes += part.length;
    if (sizeBytes > limits.bytes) throw fault(url, 'tooLarge');
    parts.push(part);
  }
  return concatBytes(parts);
}

async function withDeadline<T>(outer: AbortSignal, url: string, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const deadline = AbortSignal.timeout(limits.timeoutMs);
  try {
    return await run(AbortSignal.any([outer, deadline]));
  } catch (error) {
    outer.throwIfAborted();
    if (error instanceof ChartReleaseError) throw error;
    throw fault(url, deadline.aborted ? 'timeout' : 'unreachable', undefined, error);
  }
}

function requireSafe(address: string): void {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    throw fault(address, 'badAddress');
  }
  const isHere = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isHere)) throw fault(address, 'notHttps');
  if (url.username !== '' || url.password !== '') throw fault(url.host, 'badAddress');
}

function fault(
  url: string,
  reason: KeySourceFault,
  status = 0,
  cause?: unknown,
): ChartReleaseError<'keySource.failed'> {
  return new ChartReleaseError('keySource.failed', { url, reason, status }, { cause });
}
