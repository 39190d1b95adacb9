import { basename } from 'node:path';
import { loadArchive } from '../core/archive/loadArchive';
import type { ChartMetadata } from '../core/chart/metadata';
import type { Context } from '../core/context';
import { ChartReleaseError } from '../core/errors';
import type { VerificationReport } from '../core/provenance/report';
import { verifyProvenance } from '../core/provenance/verifyProvenance';
import { limits } from './limits';
import type { Clock, FileStore, TrustedKeys } from './ports';
import { readPackage } from './signChart';

export interface VerifyPorts {
  readonly store: FileStore;
  readonly keys: TrustedKeys;
  readonly clock: Clock;
}

/** Verifies `<path>` against `<path>.prov` and the keyring. A failed verification is a report, not an error. */
export async function verifyChart(ports: VerifyPorts, path: string, context: Context): Promise<VerificationReport> {
  context.progress({ step: 'verifying', subject: path });
  const archive = await readPackage(ports.store, path);
  const provenance = await ports.store.read(`${path}.prov`, limits.provenanceBytes);
  return verifyBytes(ports, archive, provenance, basename(path));
}

/**
 * Verifies bytes that are already in memory, so that what is verified is exactly what is pushed or kept (no second read
 * of a file that someone swaps in between).
 */
export async function verifyBytes(
  ports: Pick<VerifyPorts, 'keys' | 'clock'>,
  archive: Uint8Array,
  provenance: Uint8Array | undefined,
  fileName: string,
): Promise<VerificationReport> {
  const metadata = archiveMetadata(archive);
  return verifyProvenance({
    archive,
    fileName,
    provenance,
    keyring: await ports.keys.keys(),
    now: new Date(ports.clock.now()),
    ...(metadata === undefined ? {} : { archiveMetadata: metadata }),
  });
}

/** `undefined` when the archive does not load: the verification says so through its digest and metadata checks. */
function archiveMetadata(archive: Uint8Array): ChartMetadata | undefined {
  try {
    return loadArchive(archive).metadata;
  } catch (error) {
    if (error instanceof ChartReleaseError) return undefined;
    throw error;
  }
}
