import type { RevocationReason } from '../../core/provenance/keyLife';
import type { ImportedKey } from '../../core/provenance/keys';
import { runKeyWorker, unpack } from './signingProcess';

/** A private key that a child process is to open. */
export interface HeldKey {
  readonly workerPath: string;
  readonly privateKeyArmored: string;
  readonly passphrase: string;
}

/** See `extendExpiry`. Throws as it does, and `worker.failed`. */
export async function extendExpiryInWorker(
  { workerPath, ...key }: HeldKey,
  expiresAtSeconds: number | undefined,
  nowSeconds: number,
  signal: AbortSignal,
): Promise<ImportedKey> {
  const expiry = expiresAtSeconds === undefined ? {} : { expiresAtSeconds };
  return unpack(await runKeyWorker(workerPath, { kind: 'extend', ...key, ...expiry, nowSeconds }, signal));
}

/** See `revokeKey`. Throws as it does, and `worker.failed`. */
export async function revokeKeyInWorker(
  { workerPath, ...key }: HeldKey,
  reason: RevocationReason,
  note: string,
  signal: AbortSignal,
): Promise<Uint8Array> {
  return fromBase64((await runKeyWorker(workerPath, { kind: 'revoke', ...key, reason, note }, signal)).publicBytes);
}

/** See `certifyKey`. Throws as it does, and `worker.failed`. */
export async function certifyKeyInWorker(
  { workerPath, ...key }: HeldKey,
  publicBytes: Uint8Array,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const request = { kind: 'certify' as const, ...key, publicBytes: Buffer.from(publicBytes).toString('base64') };
  return fromBase64((await runKeyWorker(workerPath, request, signal)).publicBytes);
}

function fromBase64(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'));
}
