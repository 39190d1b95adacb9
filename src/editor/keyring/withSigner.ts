import { ChartReleaseError } from '../../core/errors';
import { parseBody } from '../../core/provenance/body';
import { gpgSigner } from '../../node/gpg/gpgSigner';
import { localSigner } from '../../node/signingProcess/signingProcess';
import { decodeUtf8 } from '../../util/bytes';
import type { DetachedSigner } from '../../workflows/ports';
import type { Host } from '../host';
import { requireGpg } from './gpgProgram';
import type { EditorKey } from './keyringStore';
import { keyName } from './keyText';
import { withPassphrase } from './passphrase';

/**
 * Runs a workflow with a signer for a key, wherever its private part is. A passphrase is taken from memory when it is still
 * there, else asked for up to three times; `run` is then started again from its beginning. Throws what `run` throws,
 * `key.secretLost`, `key.wrongPassphrase`, `gpg.failed`.
 */
export async function withSigner<T>(
  host: Host,
  title: string,
  key: EditorKey,
  run: (signer: DetachedSigner) => Promise<T>,
): Promise<T> {
  const noted = (signer: DetachedSigner) => run(notingSigner(host, signer));
  const { fingerprint } = key.info;
  const place = key.record.privateKey;
  if (place?.kind === 'gpg') {
    const program = await requireGpg(title);
    const gpg = { program, ...(place.home === undefined ? {} : { home: place.home }) };
    const signer = { gpg, key: key.info, publicBytes: key.publicBytes };
    if (place.asks === 'pinentry') return noted(gpgSigner(signer));
    // A card counts wrong PINs and locks itself: `gpg.failed` (`wrongPin`) is not asked again.
    return withPassphrase(title, keyName(key.info), passphrase => noted(gpgSigner({ ...signer, passphrase })));
  }
  if (key.privatePart !== 'editor') throw new ChartReleaseError('key.secretLost', { fingerprint });
  return withEditorPassphrase(host, title, key, passphrase =>
    noted(
      localSigner({
        workerPath: host.workerPath,
        key: key.info,
        publicBytes: key.publicBytes,
        privateKey: () => host.keyring.privateKey(fingerprint),
        passphrase,
      }),
    ),
  );
}

/** The passphrase of a key in this editor, from memory or asked for; what worked is remembered for a time. */
export async function withEditorPassphrase<T>(
  host: Host,
  title: string,
  key: EditorKey,
  run: (passphrase: string) => Promise<T>,
): Promise<T> {
  const { fingerprint } = key.info;
  const cached = await host.passphrases.get(fingerprint);
  if (cached !== undefined) {
    try {
      return await run(cached);
    } catch (error) {
      if (!ChartReleaseError.is(error, 'key.wrongPassphrase')) throw error;
      host.passphrases.forget(fingerprint);
    }
  }
  return withPassphrase(title, keyName(key.info), async passphrase => {
    const result = await run(passphrase);
    host.passphrases.keep(fingerprint, passphrase);
    return result;
  });
}

/** Remembers what was signed, from the very text that was signed. */
function notingSigner(host: Host, signer: DetachedSigner): DetachedSigner {
  return {
    ...signer,
    async sign(bytes, signal) {
      const signature = await signer.sign(bytes, signal);
      const body = parseBody((decodeUtf8(bytes) ?? '').replaceAll('\r\n', '\n'));
      if (!('fault' in body)) {
        for (const [fileName, digest] of body.files)
          await host.keyring.noteSignature(signer.key.fingerprint, { fileName, digest, signedAtMs: Date.now() });
      }
      return signature;
    },
  };
}
