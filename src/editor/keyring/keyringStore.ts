import * as vscode from 'vscode';
import { ChartReleaseError } from '../../core/errors';
import type { KeyringKey } from '../../core/provenance/keyring';
import type { KeyringDirectory, KeyRecord } from '../../node/keyringDirectory';
import type { TrustedKeys } from '../../workflows/ports';

const secretPrefix = 'privateKey/';

/**
 * The user's keys: certificates and decisions as files in the extension's storage, private keys in SecretStorage, where
 * they stay encrypted under their passphrase. SecretStorage can lose an entry: a key whose private part is gone is
 * listed as a public key, and signing with it says so.
 */
export class KeyringStore implements TrustedKeys, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #subscription: vscode.Disposable;

  constructor(
    private readonly directory: KeyringDirectory,
    private readonly secrets: vscode.SecretStorage,
  ) {
    this.#subscription = secrets.onDidChange(event => {
      if (event.key.startsWith(secretPrefix)) this.#changed.fire();
    });
  }

  async keys(): Promise<readonly KeyringKey[]> {
    const keys = await this.directory.keys();
    return Promise.all(
      keys.map(async key => ({
        ...key,
        info: { ...key.info, hasSecret: await this.hasPrivateKey(key.info.fingerprint) },
      })),
    );
  }

  async signingKeys(): Promise<readonly KeyringKey[]> {
    return (await this.keys()).filter(key => key.info.hasSecret);
  }

  async key(fingerprint: string): Promise<KeyringKey> {
    const key = (await this.keys()).find(({ info }) => info.fingerprint === fingerprint);
    if (key === undefined) throw new ChartReleaseError('key.notFound', { fingerprint });
    return key;
  }

  async addPublicKey(fingerprint: string, publicBytes: Uint8Array, record: KeyRecord): Promise<void> {
    await this.directory.add(fingerprint, publicBytes, record);
    this.#changed.fire();
  }

  /** The certificate is written first: a crash in between leaves a public key, never a private key that nothing names. */
  async addPrivateKey(
    fingerprint: string,
    publicBytes: Uint8Array,
    armoredPrivateKey: string,
    record: KeyRecord,
  ): Promise<void> {
    await this.directory.add(fingerprint, publicBytes, record);
    await this.secrets.store(secretPrefix + fingerprint, armoredPrivateKey);
    this.#changed.fire();
  }

  /** The passphrase-encrypted private key. Throws `key.secretLost`. */
  async privateKey(fingerprint: string): Promise<string> {
    const armored = await this.secrets.get(secretPrefix + fingerprint);
    if (armored === undefined) throw new ChartReleaseError('key.secretLost', { fingerprint });
    return armored;
  }

  async hasPrivateKey(fingerprint: string): Promise<boolean> {
    return (await this.secrets.get(secretPrefix + fingerprint)) !== undefined;
  }

  async setTrusted(fingerprint: string, trusted: boolean): Promise<void> {
    const record = (await this.directory.record(fingerprint)) ?? { addedAtMs: Date.now(), source: '' };
    await this.directory.setRecord(fingerprint, { ...record, trusted });
    this.#changed.fire();
  }

  async delete(fingerprint: string): Promise<void> {
    await this.secrets.delete(secretPrefix + fingerprint);
    await this.directory.remove(fingerprint);
    this.#changed.fire();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}
