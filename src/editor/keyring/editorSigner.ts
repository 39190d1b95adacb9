import type { KeyringKey } from '../../core/provenance/keyring';
import { localSigner } from '../../node/signingProcess/signingProcess';
import type { DetachedSigner } from '../../workflows/ports';
import type { Host } from '../host';

/** Signs with a key of this editor: the encrypted key and the passphrase go to a child process that ends after it. */
export function editorSigner(host: Host, key: KeyringKey, passphrase: string): DetachedSigner {
  return localSigner({
    workerPath: host.workerPath,
    key: key.info,
    publicBytes: key.publicBytes,
    privateKey: () => host.keyring.privateKey(key.info.fingerprint),
    passphrase,
  });
}
