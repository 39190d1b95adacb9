import { existsSync, readFileSync } from 'node:fs';
import type { ChartMetadata } from '../../../src/core/chart/metadata';
import type { KeyringKey } from '../../../src/core/provenance/keyring';
import { readKeyring } from '../../../src/core/provenance/readKeyring';
import type { VerificationReport } from '../../../src/core/provenance/report';
import { verifyProvenance } from '../../../src/core/provenance/verifyProvenance';

const root = 'test/fixtures/vectors';

export interface ProvVector {
  readonly name: string;
  readonly archive: string;
  readonly prov: string;
  readonly keyring: string;
  readonly helm3: { readonly ok: boolean; readonly message: string };
  readonly helm4: { readonly ok: boolean; readonly message: string };
}

export interface PgpVector {
  readonly id: string;
  readonly title: string;
  readonly chart: string;
  readonly prov: string;
  readonly keyring: string;
  readonly recommended: 'accept' | 'warn' | 'reject';
  readonly expected: { readonly helm3: string; readonly helm4: string };
}

export const provVectors = JSON.parse(readFileSync(`${root}/prov/index.json`, 'utf8')) as readonly ProvVector[];
export const pgpVectors = (
  JSON.parse(readFileSync(`${root}/pgp/index.json`, 'utf8')) as { vectors: readonly PgpVector[] }
).vectors;

/** The clock of the vectors: their verdicts were taken on that day. */
export const vectorNow = new Date('2026-11-22T12:00:00Z');

export function readVector(path: string): Uint8Array | undefined {
  return existsSync(`${root}/${path}`) ? new Uint8Array(readFileSync(`${root}/${path}`)) : undefined;
}

/** All keys of a ring, as if the user had marked each one trusted. */
export function trustAll(ring: Uint8Array): readonly KeyringKey[] {
  return readKeyring(ring).keys.map(key => ({ ...key, trusted: true }));
}

export async function verifyVector(
  files: { readonly archive: string; readonly prov: string; readonly keyring: string },
  archiveMetadata: ChartMetadata,
): Promise<VerificationReport> {
  const ring = readVector(files.keyring)!;
  return verifyProvenance({
    archive: readVector(files.archive)!,
    fileName: files.archive.slice(files.archive.lastIndexOf('/') + 1),
    archiveMetadata,
    provenance: readVector(files.prov),
    keyring: trustAll(ring),
    now: vectorNow,
    helmKeyring: ring,
  });
}
