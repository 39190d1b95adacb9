import { basename, dirname } from 'node:path';
import { loadArchive } from '../core/archive/loadArchive';
import type { ChartMetadata } from '../core/chart/metadata';
import type { Context } from '../core/context';
import { ChartReleaseError } from '../core/errors';
import type { VerificationReport } from '../core/provenance/report';
import { verifyProvenance } from '../core/provenance/verifyProvenance';
import { sourceName } from '../core/trust/scope';
import type { ChartOrigin } from '../core/trust/scope';
import { limits } from './limits';
import type { Clock, FileStore, PolicySource, SourceMemory, TrustedKeys } from './ports';
import { readPackage } from './signChart';

export interface VerifyPorts {
  readonly store: FileStore;
  readonly keys: TrustedKeys;
  readonly clock: Clock;
  readonly policies: PolicySource;
  /** Without it no signer is remembered. */
  readonly sources?: SourceMemory;
}

/** Where the bytes stand and where they came from. */
export interface VerifiedPlace {
  readonly directory: string;
  readonly origin?: ChartOrigin;
}

/** Verifies `<path>` against `<path>.prov` and the keyring. A failed verification is a report, not an error. */
export async function verifyChart(
  ports: VerifyPorts,
  path: string,
  context: Context,
  origin?: ChartOrigin,
): Promise<VerificationReport> {
  context.progress({ step: 'verifying', subject: path });
  const archive = await readPackage(ports.store, path);
  const provenance = await ports.store.read(`${path}.prov`, limits.provenanceBytes);
  return verifyBytes(ports, archive, provenance, basename(path), {
    directory: dirname(path),
    ...(origin === undefined ? {} : { origin }),
  });
}

/**
 * Verifies bytes that are already in memory, so that what is verified is exactly what is pushed or kept (no second read
 * of a file that someone swaps in between). Throws `policy.packageTooLarge`.
 */
export async function verifyBytes(
  ports: Pick<VerifyPorts, 'keys' | 'clock' | 'policies' | 'sources'>,
  archive: Uint8Array,
  provenance: Uint8Array | undefined,
  fileName: string,
  place: VerifiedPlace,
): Promise<VerificationReport> {
  const policies = await ports.policies.policiesFor(place.directory);
  policies.requireSize(archive.length);
  const metadata = archiveMetadata(archive);
  const source = metadata === undefined ? undefined : sourceName(place.origin ?? {}, metadata.name);
  const earlierSigners = source === undefined ? [] : ((await ports.sources?.fingerprints(source)) ?? []);
  const report = await verifyProvenance({
    archive,
    fileName,
    provenance,
    keyring: await ports.keys.keys(),
    now: new Date(ports.clock.now()),
    policies,
    earlierSigners,
    ...(place.origin === undefined ? {} : { origin: place.origin }),
    ...(metadata === undefined ? {} : { archiveMetadata: metadata }),
    ...(ports.keys.helmKeyring === undefined ? {} : { helmKeyring: ports.keys.helmKeyring }),
  });
  if (source !== undefined && ports.sources !== undefined)
    await remember(ports.sources, source, earlierSigners, report);
  return report;
}

/** Only who was trusted is remembered: what an attacker signs must not become what is expected. */
async function remember(
  sources: SourceMemory,
  source: string,
  earlier: readonly string[],
  { verdict, checks, signer, claimedKey }: VerificationReport,
): Promise<void> {
  if (verdict === 'trusted' && signer !== undefined && !earlier.includes(signer.fingerprint))
    await sources.note(source, signer.fingerprint);
  const isOther = checks.some(({ code, state }) => code === 'key.otherThanBefore' && state === 'warned');
  const isRemoved = checks.some(({ code }) => code === 'provenance.removed');
  if (isOther || isRemoved) sources.warn({ source, earlier, now: signer?.fingerprint ?? claimedKey });
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
