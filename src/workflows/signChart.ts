import { basename, dirname } from 'node:path';
import { loadArchive } from '../core/archive/loadArchive';
import type { Context } from '../core/context';
import { ChartReleaseError } from '../core/errors';
import { buildMessage } from '../core/provenance/message';
import { checkSigningKey } from '../core/provenance/checkSigningKey';
import type { SigningKeyReason } from '../core/provenance/checkSigningKey';
import { signProvenance } from '../core/provenance/signProvenance';
import type { ChartMetadata } from '../core/chart/metadata';
import type { Digest } from '../util/digest';
import { sha256 } from '../util/digest';
import { limits } from './limits';
import type { DetachedSigner, FileStore, PolicySource } from './ports';

export interface SignPorts {
  readonly store: FileStore;
  readonly policies: PolicySource;
}

export interface SignResult {
  readonly provenancePath: string;
  readonly digest: Digest;
  /** Upper-case hexadecimal of the primary key. */
  readonly fingerprint: string;
  /** What speaks against this key: some readers cannot verify it, or soon not. */
  readonly warnings: readonly SigningKeyReason[];
}

export interface SignOptions {
  /** Signs with a key that is refused otherwise: the user has been told why and wants it. The reasons become warnings. */
  readonly acceptUnfitKey?: boolean;
}

/** What speaks against a key. Throws `sign.refused` for a reason that is not accepted. */
export function signingWarnings(
  signer: DetachedSigner,
  nowSeconds: number,
  { acceptUnfitKey }: SignOptions,
): readonly SigningKeyReason[] {
  // The private part is behind the signer's port; what the certificate says of it does not count.
  const remarks = checkSigningKey({ ...signer.key, hasSecret: true }, nowSeconds);
  const refused = remarks.find(remark => remark.severity === 'refuse');
  if (refused !== undefined && !acceptUnfitKey) throw new ChartReleaseError('sign.refused', { reason: refused.reason });
  return remarks.map(remark => remark.reason);
}

/**
 * Signs a package that exists: the provenance is made from the archive's own metadata, checked by the strict verifier,
 * and only then written as `<archive>.prov`. Throws `file.notFound`,
 * `policy.signerNotAllowed`, `policy.packageTooLarge`, the codes of the archive reader and of the signer.
 */
export async function signChart(
  ports: SignPorts,
  archivePath: string,
  signer: DetachedSigner,
  context: Context,
  options: SignOptions = {},
): Promise<SignResult> {
  const { store } = ports;
  const warnings = signingWarnings(signer, Math.floor(Date.now() / 1000), options);
  const bytes = await readPackage(store, archivePath);
  const policies = await ports.policies.policiesFor(dirname(archivePath));
  policies.requireSize(bytes.length);
  policies.requireSigner(signer.key.fingerprint);
  const { metadata } = loadArchive(bytes);
  const digest = sha256(bytes);
  const provenance = await makeProvenance(metadata, basename(archivePath), digest, signer, context, options);
  const provenancePath = `${archivePath}.prov`;
  context.progress({ step: 'writing', subject: provenancePath });
  await store.write(provenancePath, provenance);
  return { provenancePath, digest, fingerprint: signer.key.fingerprint, warnings };
}

/** The bytes of a package. Throws `file.notFound`, `file.tooLarge`. */
export async function readPackage(store: FileStore, path: string): Promise<Uint8Array> {
  const bytes = await store.read(path, limits.archiveBytes);
  if (bytes === undefined) throw new ChartReleaseError('file.notFound', { path });
  return bytes;
}

/** The bytes of a provenance file for a package, signed and checked, not yet written. */
export async function makeProvenance(
  metadata: ChartMetadata,
  fileName: string,
  digest: Digest,
  signer: DetachedSigner,
  context: Context,
  options: SignOptions = {},
): Promise<Uint8Array> {
  signingWarnings(signer, Math.floor(Date.now() / 1000), options);
  context.progress({ step: 'signing', subject: fileName });
  const message = buildMessage(metadata, fileName, digest);
  return signProvenance(message, signer, context.signal, options.acceptUnfitKey);
}
