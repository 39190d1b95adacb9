import { appendFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeyringKey } from '../core/provenance/keyring';
import { mergePublicKeys, readKeyring } from '../core/provenance/readKeyring';
import { decodeUtf8, encodeUtf8 } from '../util/bytes';
import { ChartReleaseError } from '../core/errors';
import { fileLocks } from './fileLocks';
import { fileStore } from './fileStore';
import { formatRecord, parseRecord } from './keyRecord';
import type { KeyRecord } from './keyRecord';

const maxCertificateBytes = 1024 * 1024;
const maxRecordBytes = 64 * 1024;
const maxSignaturesBytes = 16 * 1024 * 1024;
const store = fileStore(0o600);

export interface RecordedKey extends KeyringKey {
  readonly record: KeyRecord;
}

/** One signature made here. */
export interface SignatureNote {
  readonly fileName: string;
  readonly digest: string;
  /** Milliseconds since 1970. */
  readonly signedAtMs: number;
}

/**
 * A keyring of public certificates: one `<FINGERPRINT>.pgp` (binary packets) and one `<FINGERPRINT>.json` (the user's
 * decision) for each key. Windows that change the same key at the same time wait for each other: a revocation that one
 * merges is not lost under the new expiry of another.
 */
export class KeyringDirectory {
  constructor(private readonly directory: string) {}

  async keys(): Promise<readonly RecordedKey[]> {
    const keys: RecordedKey[] = [];
    for (const name of await this.#fileNames()) {
      const fingerprint = name.slice(0, -'.pgp'.length);
      const bytes = await store.read(join(this.directory, name), maxCertificateBytes);
      if (bytes === undefined) continue;
      const record = (await this.record(fingerprint)) ?? { trusted: false, addedAtMs: 0, source: '' };
      const parsed = readKeyring(bytes).keys.find(key => key.info.fingerprint === fingerprint);
      if (parsed !== undefined) keys.push({ ...parsed, trusted: record.trusted, scopes: record.scopes ?? [], record });
    }
    return keys;
  }

  /**
   * Adds a certificate, or merges it into the copy that is there. An existing decision about trust stays: only the user
   * changes it. A new place of the private key and a new backup are taken over.
   */
  add(fingerprint: string, publicBytes: Uint8Array, record: KeyRecord): Promise<void> {
    return this.#locked(() => this.#add(fingerprint, publicBytes, record));
  }

  async #add(fingerprint: string, publicBytes: Uint8Array, record: KeyRecord): Promise<void> {
    const path = this.#certificatePath(fingerprint);
    const there = await store.read(path, maxCertificateBytes);
    await store.write(path, there === undefined ? publicBytes : mergePublicKeys(there, publicBytes));
    const known = await this.record(fingerprint);
    const trust = known === undefined || (record.trusted && !known.trusted) ? record : { ...record, ...trustOf(known) };
    await this.#setRecord(fingerprint, { ...known, ...trust });
  }

  /** The certificate with packets of another file merged into it; a lone revocation certificate counts as well. */
  merge(fingerprint: string, bytes: Uint8Array): Promise<void> {
    return this.#locked(() => this.#merge(fingerprint, bytes));
  }

  async #merge(fingerprint: string, bytes: Uint8Array): Promise<void> {
    const path = this.#certificatePath(fingerprint);
    const there = await store.read(path, maxCertificateBytes);
    if (there === undefined) return;
    const merged = readKeyring(mergePublicKeys(there, bytes)).keys.find(key => key.info.fingerprint === fingerprint);
    if (merged !== undefined) await store.write(path, merged.publicBytes);
  }

  /** The revocation certificate, armored, in a folder apart from the keys. */
  async revocation(fingerprint: string): Promise<string | undefined> {
    const bytes = await store.read(this.revocationPath(fingerprint), maxRecordBytes);
    return bytes === undefined ? undefined : decodeUtf8(bytes);
  }

  async setRevocation(fingerprint: string, armored: string): Promise<void> {
    await store.write(this.revocationPath(fingerprint), encodeUtf8(armored));
  }

  revocationPath(fingerprint: string): string {
    return join(this.directory, '..', 'revocations', `${fingerprint}.asc`);
  }

  /** What was signed with a key, newest last. Lines that cannot be read are passed over. */
  async signatures(fingerprint: string): Promise<readonly SignatureNote[]> {
    const bytes = await store.read(this.#signaturesPath(fingerprint), maxSignaturesBytes).catch(() => undefined);
    return (decodeUtf8(bytes ?? new Uint8Array()) ?? '').split('\n').flatMap(parseNote);
  }

  /** Appends one line: two windows that sign at the same time both keep theirs. */
  async noteSignature(fingerprint: string, note: SignatureNote): Promise<void> {
    await mkdir(this.directory, { recursive: true });
    await appendFile(this.#signaturesPath(fingerprint), `${JSON.stringify(note)}\n`, { mode: 0o600 });
  }

  async record(fingerprint: string): Promise<KeyRecord | undefined> {
    const bytes = await store.read(this.#recordPath(fingerprint), maxRecordBytes);
    return bytes === undefined ? undefined : parseRecord(decodeUtf8(bytes));
  }

  /** Changes parts of a record; of a key without one, the rest is that it is not trusted. */
  update(fingerprint: string, change: Partial<KeyRecord>): Promise<void> {
    return this.#locked(async () => {
      const record = (await this.record(fingerprint)) ?? { trusted: false, addedAtMs: Date.now(), source: '' };
      await this.#setRecord(fingerprint, { ...record, ...change });
    });
  }

  async #setRecord(fingerprint: string, record: KeyRecord): Promise<void> {
    await store.write(this.#recordPath(fingerprint), encodeUtf8(formatRecord(record)));
  }

  async remove(fingerprint: string): Promise<void> {
    await store.remove(this.#certificatePath(fingerprint));
    await store.remove(this.#recordPath(fingerprint));
    await store.remove(this.#signaturesPath(fingerprint));
  }

  /** On a system that has no program for locks the change is made without one. */
  async #locked(change: () => Promise<void>): Promise<void> {
    try {
      await fileLocks().withLock(join(this.directory, '.lock'), change, new AbortController().signal);
    } catch (error) {
      if (!ChartReleaseError.is(error, 'file.lockUnavailable')) throw error;
      await change();
    }
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

  #signaturesPath(fingerprint: string): string {
    return join(this.directory, `${fingerprint}.signed.jsonl`);
  }

  #recordPath(fingerprint: string): string {
    return join(this.directory, `${fingerprint}.json`);
  }
}

function trustOf({ trusted, scopes = [], addedAtMs, source }: KeyRecord): Omit<KeyRecord, 'privateKey' | 'backup'> {
  return { trusted, scopes, addedAtMs, source };
}

function parseNote(line: string): readonly SignatureNote[] {
  try {
    const { fileName, digest, signedAtMs } = JSON.parse(line) as Record<string, unknown>;
    if (typeof fileName !== 'string' || typeof digest !== 'string' || typeof signedAtMs !== 'number') return [];
    return [{ fileName, digest, signedAtMs }];
  } catch {
    return [];
  }
}
