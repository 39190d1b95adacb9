import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeyringKey } from '../core/provenance/keyring';
import { formatTrustScope } from '../core/trust/scope';
import type { TrustScope } from '../core/trust/scope';
import { mergePublicKeys, readKeyring } from '../core/provenance/readKeyring';
import { decodeUtf8, encodeUtf8 } from '../util/bytes';
import { fileStore } from './fileStore';
import { parseScopes } from './trustDecisions';

/** What the user decided about a key. */
export interface KeyRecord {
  readonly trusted: boolean;
  /** Where the trust counts; none: everywhere. */
  readonly scopes?: readonly TrustScope[];
  /** When the key came into this keyring, milliseconds since 1970. */
  readonly addedAtMs: number;
  /** Where it came from: `generated`, or a file name. */
  readonly source: string;
}

const maxCertificateBytes = 1024 * 1024;
const maxRecordBytes = 64 * 1024;
const store = fileStore(0o600);

/**
 * A keyring of public certificates: one `<FINGERPRINT>.pgp` (binary packets) and one `<FINGERPRINT>.json` (the user's
 * decision) for each key, so that two windows that change different keys never overwrite each other's work.
 */
export class KeyringDirectory {
  constructor(private readonly directory: string) {}

  async keys(): Promise<readonly KeyringKey[]> {
    const keys: KeyringKey[] = [];
    for (const name of await this.#fileNames()) {
      const fingerprint = name.slice(0, -'.pgp'.length);
      const bytes = await store.read(join(this.directory, name), maxCertificateBytes);
      if (bytes === undefined) continue;
      const record = await this.record(fingerprint);
      const parsed = readKeyring(bytes).keys.find(key => key.info.fingerprint === fingerprint);
      if (parsed !== undefined)
        keys.push({ ...parsed, trusted: record?.trusted ?? false, scopes: record?.scopes ?? [] });
    }
    return keys;
  }

  /** Adds a certificate, or merges it into the copy that is there; an existing decision about trust stays. */
  async add(fingerprint: string, publicBytes: Uint8Array, record: KeyRecord): Promise<void> {
    const path = this.#certificatePath(fingerprint);
    const there = await store.read(path, maxCertificateBytes);
    await store.write(path, there === undefined ? publicBytes : mergePublicKeys(there, publicBytes));
    if ((await this.record(fingerprint)) === undefined || record.trusted) await this.setRecord(fingerprint, record);
  }

  async record(fingerprint: string): Promise<KeyRecord | undefined> {
    const bytes = await store.read(this.#recordPath(fingerprint), maxRecordBytes);
    return bytes === undefined ? undefined : parseRecord(decodeUtf8(bytes));
  }

  async setRecord(fingerprint: string, record: KeyRecord): Promise<void> {
    await store.write(this.#recordPath(fingerprint), encodeUtf8(formatRecord(record)));
  }

  async remove(fingerprint: string): Promise<void> {
    await store.remove(this.#certificatePath(fingerprint));
    await store.remove(this.#recordPath(fingerprint));
  }

  async #fileNames(): Promise<readonly string[]> {
    try {
      return (await readdir(this.directory)).filter(name => /^[0-9A-F]{40,64}\.pgp$/.test(name)).sort();
    } catch {
      return []; // no key was ever added
    }
  }

  #certificatePath(fingerprint: string): string {
    return join(this.directory, `${fingerprint}.pgp`);
  }

  #recordPath(fingerprint: string): string {
    return join(this.directory, `${fingerprint}.json`);
  }
}

function formatRecord({ scopes = [], ...record }: KeyRecord): string {
  return `${JSON.stringify({ ...record, scopes: scopes.map(formatTrustScope) }, undefined, 2)}\n`;
}

/** A record that cannot be read counts as none: the key is then known, not trusted. */
function parseRecord(text: string | undefined): KeyRecord | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    if (typeof value !== 'object' || value === null) return undefined;
    const { trusted, scopes, addedAtMs, source } = value as Record<string, unknown>;
    return {
      trusted: trusted === true,
      scopes: parseScopes(Array.isArray(scopes) ? scopes : []),
      addedAtMs: typeof addedAtMs === 'number' ? addedAtMs : 0,
      source: typeof source === 'string' ? source : '',
    };
  } catch {
    return undefined;
  }
}
