import { ChartReleaseError } from '../../core/errors';
import type { KeyInfo } from '../../core/provenance/keyring';
import { concatBytes, encodeUtf8 } from '../../util/bytes';
import type { DetachedSigner } from '../../workflows/ports';
import type { Gpg, GpgRun } from './runGpg';
import { runGpg } from './runGpg';
import { createdSignature, explainFailure } from './statusLines';

export interface GpgKey {
  readonly gpg: Gpg;
  readonly key: KeyInfo;
  readonly publicBytes: Uint8Array;
  /** Given to gpg instead of its own pinentry; also the PIN of a token. `undefined`: the user's pinentry asks. */
  readonly passphrase?: string;
  /** A signing subkey; `undefined`: the primary key. */
  readonly signingFingerprint?: string;
}

/** One signature at a time for each agent: two prompts at once block each other. */
const queues = new Map<string, Promise<unknown>>();

/**
 * Signs with the user's gpg: the private key stays in its agent, on a card or in a token. The signature counts only when
 * the status lines name exactly one, by the key that was asked for. Throws `gpg.failed`; an AbortError when the user
 * cancels at the pinentry.
 */
export function gpgSigner(request: GpgKey): DetachedSigner {
  const { gpg, key, publicBytes } = request;
  return {
    key,
    publicBytes,
    async sign(bytes, signal) {
      const agent = gpg.home ?? '';
      const mine = (queues.get(agent) ?? Promise.resolve()).then(() => signOnce(request, bytes, signal));
      queues.set(
        agent,
        mine.catch(() => undefined),
      );
      return untilAborted(mine, signal);
    },
  };
}

/** Who waits for another signature need not wait on after a cancel: the turn then ends by itself before gpg is started. */
function untilAborted<T>(turn: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    turn.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

async function signOnce(request: GpgKey, bytes: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
  const { gpg, key, passphrase } = request;
  const fingerprint = request.signingFingerprint ?? key.fingerprint;
  const loopback = passphrase === undefined ? [] : ['--pinentry-mode', 'loopback', '--passphrase-fd', '0'];
  // `!`: exactly this key; otherwise gpg takes the newest signing subkey, perhaps of a kind that Helm 3 cannot read.
  const signing = ['--digest-algo', 'SHA512', '--textmode', '--local-user', `${fingerprint}!`, '--detach-sign'];
  const input = passphrase === undefined ? bytes : concatBytes([encodeUtf8(`${passphrase}\n`), bytes]);
  const run = await runGpg(gpg, [...loopback, ...signing], { input, signal, purpose: 'sign' });
  if (createdSignature(run.status) === fingerprint) return run.stdout;
  throw failure(request, run);
}

function failure({ gpg, key }: GpgKey, run: GpgRun): Error {
  const reason = explainFailure(run.status);
  if (reason === 'cancelled') return new DOMException('cancelled at the pinentry', 'AbortError');
  if (reason === 'wrongPassphrase')
    return new ChartReleaseError('key.wrongPassphrase', { fingerprint: key.fingerprint, attempts: 1 });
  const detail = run.messages.split('\n').at(-1) ?? '';
  return new ChartReleaseError('gpg.failed', { reason, program: gpg.program, detail });
}
