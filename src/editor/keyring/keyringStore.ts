import * as vscode from 'vscode';
import { ChartReleaseError } from '../../core/errors';
import type { KeyringKey } from '../../core/provenance/keyring';
import type { TrustScope } from '../../core/trust/scope';
import type { KeyringDirectory, RecordedKey, SignatureNote } from '../../node/keyringDirectory';
import type { KeyRecord } from '../../node/keyRecord';
import type { TrustedKeys } from '../../workflows/ports';

const secretPrefix = 'privateKey/';
const settleMs = 150;

/** Where the private part of a key is. `lost`: it was in this editor, and its secret storage no longer has it. */
export type PrivatePart = 'editor' | 'lost' | 'agent' | 'card' | 'nowhere';

export interface EditorKey extends RecordedKey {
  readonly privatePart: PrivatePart;
}

/**
 * The user's keys: certificates and decisions as files in the extension's storage, private keys in SecretStorage, where
 * they stay encrypted under their passphrase. SecretStorage can lose an entry: such a key is `lost`, which is a state to
 * come back from with the backup, and signing with it says so. Changes of other windows are seen, too.
 */
export class KeyringStore implements TrustedKeys, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #subscriptions: readonly vscode.Disposable[];
  #settling: NodeJS.Timeout | undefined;

  constructor(
    private readonly directory: KeyringDirectory,
    private readonly secrets: vscode.SecretStorage,
    folder: vscode.Uri,
  ) {
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, '*.{pgp,json,jsonl}'));
    const soon = () => {
      clearTimeout(this.#settling);
      this.#settling = setTimeout(() => this.#changed.fire(), settleMs);
    };
    this.#subscriptions = [
      watcher,
      watcher.onDidCreate(soon),
      watcher.onDidChange(soon),
      watcher.onDidDelete(soon),
      secrets.onDidChange(event => {
        if (event.key.startsWith(secretPrefix)) this.#changed.fire();
      }),
    ];
  }

  /** `info.hasSecret`: it can be signed with, here or through gpg. */
  async keys(): Promise<readonly EditorKey[]> {
    const keys = await this.directory.keys();
    return Promise.all(
      keys.map(async key => {
        const privatePart = await this.#privatePart(key);
        return { ...key, privatePart, info: { ...key.info, hasSecret: canSign(privatePart) } };
      }),
    );
  }

  async signingKeys(): Promise<readonly EditorKey[]> {
    return (await this.keys()).filter(key => key.info.hasSecret);
  }

  /** Throws `key.notFound`. */
  async key(fingerprint: string): Promise<EditorKey> {
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
    await this.directory.add(fingerprint, publicBytes, { ...record, privateKey: { kind: 'editor' } });
    await this.secrets.store(secretPrefix + fingerprint, armoredPrivateKey);
    this.#changed.fire();
  }

  /** The passphrase-encrypted private key. Throws `key.secretLost`. */
  async privateKey(fingerprint: string): Promise<string> {
    const armored = await this.#secret(fingerprint);
    if (armored === undefined) throw new ChartReleaseError('key.secretLost', { fingerprint });
    return armored;
  }

  /** No scope: everywhere. */
  async setTrusted(fingerprint: string, trusted: boolean, scopes: readonly TrustScope[] = []): Promise<void> {
    await this.update(fingerprint, { trusted, scopes });
  }

  async update(fingerprint: string, change: Partial<KeyRecord>): Promise<void> {
    await this.directory.update(fingerprint, change);
    this.#changed.fire();
  }

  /** New self-signatures or a revocation, merged into the certificate that is there. */
  async merge(fingerprint: string, bytes: Uint8Array): Promise<void> {
    await this.directory.merge(fingerprint, bytes);
    this.#changed.fire();
  }

  signatures(fingerprint: string): Promise<readonly SignatureNote[]> {
    return this.directory.signatures(fingerprint);
  }

  async noteSignature(fingerprint: string, note: SignatureNote): Promise<void> {
    await this.directory.noteSignature(fingerprint, note);
    this.#changed.fire();
  }

  revocation(fingerprint: string): Promise<string | undefined> {
    return this.directory.revocation(fingerprint);
  }

  setRevocation(fingerprint: string, armored: string): Promise<void> {
    return this.directory.setRevocation(fingerprint, armored);
  }

  revocationPath(fingerprint: string): string {
    return this.directory.revocationPath(fingerprint);
  }

  async delete(fingerprint: string): Promise<void> {
    await this.secrets.delete(secretPrefix + fingerprint);
    await this.directory.remove(fingerprint);
    this.#changed.fire();
  }

  dispose(): void {
    clearTimeout(this.#settling);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  async #privatePart({ info, record }: RecordedKey): Promise<PrivatePart> {
    if (record.privateKey?.kind === 'gpg') return record.privateKey.location;
    if ((await this.#secret(info.fingerprint)) !== undefined) return 'editor';
    return record.privateKey === undefined ? 'nowhere' : 'lost';
  }

  /** A storage that fails counts as one that has lost the entry: the list of keys must not fail with it. */
  async #secret(fingerprint: string): Promise<string | undefined> {
    try {
      return await this.secrets.get(secretPrefix + fingerprint);
    } catch {
      return undefined;
    }
  }
}

export function canSign(privatePart: PrivatePart): boolean {
  return privatePart === 'editor' || privatePart === 'agent' || privatePart === 'card';
}

/** Keys that the user signs or signed with, usable now or not. */
export function isOwn(key: KeyringKey & { readonly privatePart: PrivatePart }): boolean {
  return key.privatePart !== 'nowhere';
}
