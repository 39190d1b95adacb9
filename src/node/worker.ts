import { ChartReleaseError } from '../core/errors';
import { certifyKey, extendExpiry, revokeKey } from '../core/provenance/keyLife';
import { generateKey, importPrivateKey, signDetached } from '../core/provenance/keys';
import { maxRequestBytes } from './signingProcess/limits';
import type { WorkerAnswers, WorkerReply, WorkerRequest } from './signingProcess/workerProtocol';

/**
 * A short-lived child process that holds a private key for one operation: reads one request from standard input, answers
 * one line on standard output, ends. Its memory, with copies of passphrase and key that no JavaScript can erase, ends with
 * it. Nothing secret is in arguments, environment or standard error.
 */
async function main(): Promise<void> {
  let reply: WorkerReply<WorkerRequest['kind']>;
  try {
    reply = { ok: true, answer: await answer(JSON.parse(await readRequest()) as WorkerRequest) };
  } catch (error) {
    reply =
      error instanceof ChartReleaseError
        ? { ok: false, code: error.code, details: error.details }
        : { ok: false, code: 'worker.failed', details: { reason: 'internal' } };
  }
  process.stdout.write(`${JSON.stringify(reply)}\n`, () => process.exit(0));
}

async function answer(request: WorkerRequest): Promise<WorkerAnswers[WorkerRequest['kind']]> {
  switch (request.kind) {
    case 'sign': {
      const bytes = new Uint8Array(Buffer.from(request.bytes, 'base64'));
      const signature = await signDetached(
        request.privateKeyArmored,
        request.passphrase,
        bytes,
        request.signingFingerprint,
      );
      return { signature: base64(signature) };
    }
    case 'generate': {
      const key = await generateKey(request.request);
      return { ...key, publicBytes: base64(key.publicBytes) };
    }
    case 'extend': {
      const { privateKeyArmored, passphrase, expiresAtSeconds, nowSeconds } = request;
      const key = await extendExpiry(privateKeyArmored, passphrase, expiresAtSeconds, nowSeconds);
      return { ...key, publicBytes: base64(key.publicBytes) };
    }
    case 'revoke': {
      const { privateKeyArmored, passphrase, reason, note } = request;
      return { publicBytes: base64(await revokeKey(privateKeyArmored, passphrase, reason, note)) };
    }
    case 'certify': {
      const publicBytes = new Uint8Array(Buffer.from(request.publicBytes, 'base64'));
      return { publicBytes: base64(await certifyKey(publicBytes, request.privateKeyArmored, request.passphrase)) };
    }
    case 'import': {
      const keyFile = new Uint8Array(Buffer.from(request.keyFile, 'base64'));
      const key = await importPrivateKey(keyFile, request.passphrase, request.fingerprint);
      return { ...key, publicBytes: base64(key.publicBytes) };
    }
  }
}

async function readRequest(): Promise<string> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of process.stdin) {
    const bytes = chunk as Buffer;
    sizeBytes += bytes.length;
    if (sizeBytes > maxRequestBytes) throw new ChartReleaseError('worker.failed', { reason: 'requestTooLarge' });
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

void main();
