import { armorPublicKey } from '../core/provenance/exportKeyring';
import { isKeybox } from '../core/provenance/keybox';
import type { KeyringKey } from '../core/provenance/keyring';
import type { KeyringProblem } from '../core/provenance/keyPackets';
import { mergePublicKeys, readKeyring } from '../core/provenance/readKeyring';
import type { KeyringContent } from '../core/provenance/readKeyring';
import { ChartReleaseError } from '../core/errors';
import type { TrustScope } from '../core/trust/scope';
import { concatBytes, decodeUtf8, encodeUtf8, equalBytes } from '../util/bytes';
import { limits } from '../workflows/limits';
import type { FileStore } from '../workflows/ports';
import { formatDecisions, parseDecisions } from './trustDecisions';
import type { TrustDecision } from './trustDecisions';

export interface KeyringFileContent {
  readonly keys: readonly KeyringKey[];
  readonly problems: readonly KeyringProblem[];
}

const maxDecisionBytes = 4 * 1024 * 1024;

/**
 * A keyring file, and beside it `<file>.trust.json` with what the user decided about its keys. Without that file every key
 * counts as trusted, as for `helm verify --keyring`; with it, only the keys that it says are: one that another program added
 * to the ring is known, not trusted.
 */
export class KeyringFile {
  constructor(
    private readonly path: string,
    private readonly store: FileStore,
  ) {}

  /** Throws `file.notFound`, `trust.unreadable`. */
  async read(): Promise<KeyringFileContent> {
    const bytes = await this.#bytes();
    if (bytes === undefined) throw new ChartReleaseError('file.notFound', { path: this.path });
    const ring = readKeyring(bytes);
    return { keys: judged(ring, await this.#decisions()), problems: ring.problems };
  }

  /**
   * Adds the public keys of a file, merged into copies that are there; returns what the ring then has of them. They are
   * known, not trusted, unless `trusted`. A new ring is binary, as Helm reads it. Throws `key.malformed`, `keyring.notWritable`.
   */
  async import(keyFile: Uint8Array, source: string, trusted: boolean): Promise<KeyringFileContent> {
    const { keys: incoming, problems } = readKeyring(keyFile);
    const there = await this.#bytes();
    const ring = readKeyring(there ?? new Uint8Array());
    this.#requireWritable(there, ring);
    const decisions = new Map(decided(ring, await this.#decisions()));
    for (const { info } of incoming) {
      const known = decisions.get(info.fingerprint);
      decisions.set(info.fingerprint, {
        trusted: trusted || (known?.trusted ?? false),
        scopes: known?.scopes ?? [],
        source: known?.source ?? source,
      });
    }
    const parts = [...(there === undefined ? [] : [there]), keyFile];
    const merged = readKeyring(mergePublicKeys(...parts));
    const names = new Set([...incoming.map(({ info }) => info.fingerprint), ...changedKeys(ring, merged)]);
    // A revocation certificate alone holds no key, but changes one.
    if (names.size === 0) throw new ChartReleaseError('key.malformed', { reason: 'noReadableKey' });
    // The decisions first: a crash in between must not leave a key in a ring where everything is trusted.
    await this.#writeDecisions(decisions);
    await this.store.write(this.path, formatRing(merged, there));
    return { keys: judged(merged, decisions).filter(({ info }) => names.has(info.fingerprint)), problems };
  }

  /** `scopes` replace earlier ones. Throws `file.notFound`, `key.notFound`. */
  async setTrust(fingerprint: string, trusted: boolean, scopes: readonly TrustScope[]): Promise<void> {
    const bytes = await this.#bytes();
    if (bytes === undefined) throw new ChartReleaseError('file.notFound', { path: this.path });
    const ring = readKeyring(bytes);
    if (!ring.keys.some(({ info }) => info.fingerprint === fingerprint))
      throw new ChartReleaseError('key.notFound', { fingerprint });
    const decisions = new Map(decided(ring, await this.#decisions()));
    decisions.set(fingerprint, { trusted, scopes, source: decisions.get(fingerprint)?.source ?? '' });
    await this.#writeDecisions(decisions);
  }

  #bytes(): Promise<Uint8Array | undefined> {
    return this.store.read(this.path, limits.keyFileBytes);
  }

  get #decisionPath(): string {
    return `${this.path}.trust.json`;
  }

  async #decisions(): Promise<ReadonlyMap<string, TrustDecision> | undefined> {
    const bytes = await this.store.read(this.#decisionPath, maxDecisionBytes);
    return bytes === undefined ? undefined : parseDecisions(decodeUtf8(bytes), this.#decisionPath);
  }

  async #writeDecisions(decisions: ReadonlyMap<string, TrustDecision>): Promise<void> {
    await this.store.write(this.#decisionPath, encodeUtf8(formatDecisions(decisions)));
  }

  /** A keybox is GnuPG's own, and writing only public parts over private keys would destroy them. */
  #requireWritable(bytes: Uint8Array | undefined, ring: KeyringContent): void {
    if (bytes === undefined || bytes.length === 0) return;
    const reason = isKeybox(bytes)
      ? 'keybox'
      : ring.keys.some(({ info }) => info.hasSecret)
        ? 'privateKeys'
        : ring.problems.length > 0
          ? 'unreadableKeys'
          : undefined;
    if (reason !== undefined) throw new ChartReleaseError('keyring.notWritable', { path: this.path, reason });
  }
}

function changedKeys(before: KeyringContent, after: KeyringContent): readonly string[] {
  const known = new Map(before.keys.map(key => [key.info.fingerprint, key.publicBytes]));
  return after.keys
    .filter(({ info, publicBytes }) => {
      const old = known.get(info.fingerprint);
      return old !== undefined && !equalBytes(old, publicBytes);
    })
    .map(({ info }) => info.fingerprint);
}

function judged(
  { keys }: KeyringContent,
  decisions: ReadonlyMap<string, TrustDecision> | undefined,
): readonly KeyringKey[] {
  return keys.map(key => {
    const decision = decisions?.get(key.info.fingerprint);
    return { ...key, trusted: decisions === undefined || (decision?.trusted ?? false), scopes: decision?.scopes ?? [] };
  });
}

/** What holds now, written out for each key, so that the first decision about one does not change the others. */
function decided(
  ring: KeyringContent,
  decisions: ReadonlyMap<string, TrustDecision> | undefined,
): readonly (readonly [string, TrustDecision])[] {
  return decisions !== undefined
    ? [...decisions]
    : ring.keys.map(({ info }) => [info.fingerprint, { trusted: true, scopes: [], source: '' }]);
}

/** Keys that Helm 3 cannot read go first: there such a key hides the one before it. */
function formatRing({ keys }: KeyringContent, before: Uint8Array | undefined): Uint8Array {
  const ordered = [...keys].sort((a, b) => Number(a.info.readableByHelm3) - Number(b.info.readableByHelm3));
  const isArmored = before !== undefined && ((before[0] ?? 0x80) & 0x80) === 0;
  return isArmored
    ? encodeUtf8(ordered.map(armorPublicKey).join(''))
    : concatBytes(ordered.map(key => key.publicBytes));
}
