import { KeyringFile } from '../node/keyringFile';
import type { KeyringKey } from '../core/provenance/keyring';
import type { FileStore, TrustedKeys } from '../workflows/ports';
import { keyringPath } from './keys';
import type { Terminal } from './terminal';

/** The ring that `--keyring` names, read when a workflow first asks for it. */
export class CommandLineKeyring implements TrustedKeys {
  #keys: Promise<readonly KeyringKey[]> | undefined;

  constructor(
    private readonly path: string | undefined,
    private readonly terminal: Terminal,
    private readonly store: FileStore,
  ) {}

  keys(): Promise<readonly KeyringKey[]> {
    this.#keys ??= new KeyringFile(keyringPath(this.path, this.terminal), this.store).read().then(ring => ring.keys);
    return this.#keys;
  }
}
