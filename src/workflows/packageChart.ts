import { join } from 'node:path';
import { packChart } from '../core/archive/packChart';
import type { ChartArchive } from '../core/archive/chartArchive';
import type { LoadWarning } from '../core/chart/chart';
import type { Context } from '../core/context';
import { ChartReleaseError } from '../core/errors';
import type { SigningKeyReason } from '../core/provenance/checkSigningKey';
import type { Digest } from '../util/digest';
import { sha256 } from '../util/digest';
import { limits } from './limits';
import { loadChartToPackage } from './loadChartDirectory';
import type { ChartFiles, DetachedSigner, FileStore, PackageTime, PackageTimes, PolicySource } from './ports';
import type { SignOptions } from './signChart';
import { makeProvenance, signingWarnings } from './signChart';

export interface PackagePorts {
  readonly chartFiles: ChartFiles;
  readonly store: FileStore;
  readonly packageTimes: PackageTimes;
  readonly policies: PolicySource;
}

export interface PackageRequest {
  /** Absolute path of the chart's folder. */
  readonly directory: string;
  /** Absolute path of the folder that receives `<name>-<version>.tgz`. */
  readonly destination: string;
  /** `reproducible`: one time for every entry; `files`: each file's own, as Helm 4. */
  readonly times: 'reproducible' | 'files';
  readonly version?: string;
  readonly appVersion?: string;
  /** Replaces a different package of the same name and version. Without it that throws `file.exists`. */
  readonly replace?: boolean;
}

export interface BuiltPackage {
  readonly archive: ChartArchive;
  readonly warnings: readonly LoadWarning[];
  /** Which time the entries carry; `undefined` when each has its own. */
  readonly time?: PackageTime;
}

export interface PackageResult extends BuiltPackage {
  readonly path: string;
  /** `unchanged`: the very same package was there already, and nothing was written. */
  readonly outcome: 'written' | 'replaced' | 'unchanged';
  /** sha256 of the different package that was there. */
  readonly replaced?: Digest;
}

export interface SignedPackageResult extends PackageResult {
  readonly provenancePath: string;
  readonly warnedKey: readonly SigningKeyReason[];
}

/** The package of a chart folder, in memory. Throws `chart.unloadable`, `policy.packageTooLarge` and the codes of the archive writer. */
export async function buildPackage(
  ports: Pick<PackagePorts, 'chartFiles' | 'packageTimes' | 'policies'>,
  request: Omit<PackageRequest, 'destination' | 'replace'>,
  context: Context,
): Promise<BuiltPackage> {
  context.progress({ step: 'reading', subject: request.directory });
  // Git looks for the commit while the files are read.
  const timing = request.times === 'files' ? undefined : ports.packageTimes.timeFor(request.directory, context.signal);
  timing?.catch(() => undefined);
  const { chart, warnings } = await loadChartToPackage(ports.chartFiles, request.directory, context);
  const time = await timing;
  context.progress({ step: 'packing', subject: chart.metadata.name });
  const archive = packChart(chart, {
    mtime: time === undefined ? { kind: 'files' } : { kind: 'fixed', seconds: time.seconds },
    ...(request.version === undefined ? {} : { version: request.version }),
    ...(request.appVersion === undefined ? {} : { appVersion: request.appVersion }),
  });
  context.signal.throwIfAborted();
  (await ports.policies.policiesFor(request.directory)).requireSize(archive.bytes.length);
  return { archive, warnings, ...(time === undefined ? {} : { time }) };
}

/**
 * Packages a chart folder. A package with the same bytes is left alone. When a different one is replaced its provenance
 * goes first: at no moment does a provenance file lie beside bytes it was not made for.
 */
export async function packageChart(
  ports: PackagePorts,
  request: PackageRequest,
  context: Context,
): Promise<PackageResult> {
  const built = await buildPackage(ports, request, context);
  const path = join(request.destination, built.archive.fileName);
  return {
    ...built,
    path,
    ...(await writePackage(ports.store, path, built.archive, request.replace ?? false, context)),
  };
}

/**
 * Packages a chart folder and signs the package. Both are made and checked in memory before either is written: a key that
 * cannot sign leaves the destination as it was, and a crash leaves a package without provenance, never a wrong pair.
 */
export async function packageAndSign(
  ports: PackagePorts,
  request: PackageRequest,
  signer: DetachedSigner,
  context: Context,
  options: SignOptions = {},
): Promise<SignedPackageResult> {
  (await ports.policies.policiesFor(request.directory)).requireSigner(signer.key.fingerprint);
  const warnedKey = signingWarnings(signer, Math.floor(Date.now() / 1000), options);
  const built = await buildPackage(ports, request, context);
  const { metadata, fileName, digest } = built.archive;
  const provenance = await makeProvenance(metadata, fileName, digest, signer, context, options);
  const path = join(request.destination, fileName);
  const written = await writePackage(ports.store, path, built.archive, request.replace ?? false, context);
  const provenancePath = `${path}.prov`;
  await ports.store.write(provenancePath, provenance);
  return { ...built, path, ...written, provenancePath, warnedKey };
}

/** Writes the package of a build; see `packageChart` for what it does to a package that is there. */
async function writePackage(
  store: FileStore,
  path: string,
  archive: ChartArchive,
  replace: boolean,
  context: Context,
): Promise<Pick<PackageResult, 'outcome' | 'replaced'>> {
  context.progress({ step: 'writing', subject: path });
  const there = await store.read(path, limits.archiveBytes);
  const existing = there === undefined ? undefined : sha256(there);
  if (existing === archive.digest) return { outcome: 'unchanged' };
  if (existing !== undefined && !replace) {
    throw new ChartReleaseError('file.exists', { path, existing, ours: archive.digest });
  }
  await store.remove(`${path}.prov`);
  await store.write(path, archive.bytes);
  return existing === undefined ? { outcome: 'written' } : { outcome: 'replaced', replaced: existing };
}
