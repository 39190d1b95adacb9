import { spawn } from 'node:child_process';
import type { ErrorCode, ErrorDetails } from '../../core/errors';
import { ChartReleaseError } from '../../core/errors';
import type { KeyInfo } from '../../core/provenance/keyring';
import type { GeneratedKey, ImportedKey, NewKeyRequest } from '../../core/provenance/keys';
import type { DetachedSigner } from '../../workflows/ports';
import { generateTimeoutMs, importTimeoutMs, maxAnswerBytes, maxHeapMebibytes, signTimeoutMs } from './limits';
import type { StoredKey, WorkerAnswers, WorkerReply, WorkerRequest } from './workerProtocol';

const timeouts: Readonly<Record<WorkerRequest['kind'], number>> = {
  sign: signTimeoutMs,
  generate: generateTimeoutMs,
  import: importTimeoutMs,
  extend: signTimeoutMs,
  revoke: signTimeoutMs,
  certify: signTimeoutMs,
};

/** What the child process needs to start at all; nothing that could change what it runs (`NODE_OPTIONS`, `LD_PRELOAD`). */
const passedEnvironment = ['SystemRoot', 'windir', 'TEMP', 'TMP', 'TMPDIR'] as const;

/**
 * Runs one request in a child process and gives its answer. Aborting kills the process and rejects with the signal's
 * reason. Throws the failure the process met (same code and details), or `worker.failed`.
 */
export async function runKeyWorker<R extends WorkerRequest>(
  workerPath: string,
  request: R,
  signal: AbortSignal,
  timeoutMs: number = timeouts[request.kind],
): Promise<WorkerAnswers[R['kind']]> {
  signal.throwIfAborted();
  const output = await runProcess(workerPath, JSON.stringify(request), signal, timeoutMs);
  const reply = parseReply<R['kind']>(output);
  if (reply === undefined) throw new ChartReleaseError('worker.failed', { reason: 'noAnswer' });
  if (reply.ok) return reply.answer;
  throw new ChartReleaseError<ErrorCode>(reply.code, reply.details satisfies ErrorDetails[ErrorCode]);
}

function runProcess(workerPath: string, input: string, signal: AbortSignal, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [`--max-old-space-size=${maxHeapMebibytes}`, workerPath], {
      env: workerEnvironment(),
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
    });
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      child.kill('SIGKILL');
      settle();
    };
    const fail = (reason: string, cause?: unknown) =>
      finish(() =>
        reject(new ChartReleaseError('worker.failed', { reason }, cause === undefined ? undefined : { cause })),
      );
    const abort = () => finish(() => reject(signal.reason as Error));
    const timer = setTimeout(() => fail('timeout'), timeoutMs);
    signal.addEventListener('abort', abort, { once: true });
    child.on('error', error => fail('cannotStart', error));
    child.stdout.on('data', (chunk: Buffer) => {
      sizeBytes += chunk.length;
      if (sizeBytes > maxAnswerBytes) fail('answerTooLarge');
      else chunks.push(chunk);
    });
    child.on('close', () => finish(() => resolve(Buffer.concat(chunks).toString('utf8'))));
    // The process may end before it has read everything; its answer, or the lack of one, says why.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

/** In an editor, `execPath` is Electron and has to be told to be Node. */
function workerEnvironment(): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { ELECTRON_RUN_AS_NODE: '1' };
  for (const name of passedEnvironment) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}

function parseReply<K extends WorkerRequest['kind']>(output: string): WorkerReply<K> | undefined {
  try {
    const value: unknown = JSON.parse(output);
    return typeof value === 'object' && value !== null && 'ok' in value ? (value as WorkerReply<K>) : undefined;
  } catch {
    return undefined;
  }
}

/** Makes a key in a child process. Throws as `generateKey`, and `worker.failed`. */
export async function generateKeyInWorker(
  workerPath: string,
  request: NewKeyRequest,
  signal: AbortSignal,
): Promise<GeneratedKey> {
  const answer = await runKeyWorker(workerPath, { kind: 'generate', request }, signal);
  return { ...unpack(answer), revocationCertificate: answer.revocationCertificate };
}

export interface KeyImport {
  /** Armored or binary; may hold several keys. */
  readonly keyFile: Uint8Array;
  /** Which of them; `undefined`: the only one. */
  readonly fingerprint?: string;
  readonly passphrase: string;
}

/** Imports a private key in a child process. Throws as `importPrivateKey`, and `worker.failed`. */
export async function importKeyInWorker(
  workerPath: string,
  request: KeyImport,
  signal: AbortSignal,
): Promise<ImportedKey> {
  const { keyFile, ...rest } = request;
  return unpack(
    await runKeyWorker(
      workerPath,
      { kind: 'import', keyFile: Buffer.from(keyFile).toString('base64'), ...rest },
      signal,
    ),
  );
}

/** Bytes out of their base64. */
export function unpack({ privateKeyArmored, publicBytes, info }: StoredKey): ImportedKey {
  return { privateKeyArmored, publicBytes: new Uint8Array(Buffer.from(publicBytes, 'base64')), info };
}

export interface LocalKey {
  readonly workerPath: string;
  readonly key: KeyInfo;
  readonly publicBytes: Uint8Array;
  /** The protected private key; `undefined` when it is gone: signing then throws `key.secretLost`. */
  readonly privateKey: () => Promise<string | undefined>;
  readonly passphrase: string;
  /** A signing subkey; `undefined`: the primary key. */
  readonly signingFingerprint?: string;
}

/** A signer whose private key is used in a child process that ends after each signature. */
export function localSigner(local: LocalKey): DetachedSigner {
  const { workerPath, key, publicBytes, passphrase, signingFingerprint } = local;
  return {
    key,
    publicBytes,
    async sign(bytes, signal) {
      const privateKeyArmored = await local.privateKey();
      if (privateKeyArmored === undefined)
        throw new ChartReleaseError('key.secretLost', { fingerprint: key.fingerprint });
      const request = {
        kind: 'sign' as const,
        privateKeyArmored,
        passphrase,
        bytes: Buffer.from(bytes).toString('base64'),
        ...(signingFingerprint === undefined ? {} : { signingFingerprint }),
      };
      const { signature } = await runKeyWorker(workerPath, request, signal);
      return new Uint8Array(Buffer.from(signature, 'base64'));
    },
  };
}
