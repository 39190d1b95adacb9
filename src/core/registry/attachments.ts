import type { Digest } from '../../util/digest';
import type { Context } from '../context';
import type { RegistryClient } from './client';
import type { Descriptor } from './descriptor';

export type AttachmentKind = 'cosign' | 'notation' | 'sbom' | 'attestation' | 'other';

/** Something that says something about a manifest. Found, not verified. */
export interface Attachment {
  readonly kind: AttachmentKind;
  readonly digest: Digest;
  /** From referrers; a classic cosign attachment has the tag that it was found under instead. */
  readonly artifactType: string;
  readonly tag?: string;
}

const bundlePredicate = 'dev.sigstore.bundle.predicateType';
const signPredicate = 'https://sigstore.dev/cosign/sign/v1';
const classic = { sig: 'cosign', att: 'attestation', sbom: 'sbom' } as const;

/**
 * What is attached to a manifest: its referrers, and cosign's older tags `sha256-<hex>.sig`, `.att` and `.sbom`. `tags`: all of
 * the repository when the caller has them, so that what is not among them is not asked for. Throws what `RegistryClient`
 * throws.
 */
export async function listAttachments(
  client: RegistryClient,
  repository: string,
  digest: Digest,
  context: Context,
  tags?: ReadonlySet<string>,
): Promise<readonly Attachment[]> {
  const referrers = (await client.listReferrers(repository, digest, context)).map((descriptor): Attachment => ({
    kind: kindOf(descriptor),
    digest: descriptor.digest,
    artifactType: descriptor.artifactType ?? descriptor.mediaType,
  }));
  const tagged: Attachment[] = [];
  for (const [suffix, kind] of Object.entries(classic)) {
    const tag = `${digest.replace(':', '-')}.${suffix}`;
    if (tags?.has(tag) === false) continue;
    const head = await client.headManifest(repository, tag, context);
    if (head !== undefined) tagged.push({ kind, digest: head.digest, artifactType: head.mediaType, tag });
  }
  return [...referrers, ...tagged];
}

/** By type as cosign, Notation and the SBOM formats write it; a Sigstore bundle says in an annotation what it holds. */
export function kindOf({ artifactType = '', annotations }: Descriptor): AttachmentKind {
  if (artifactType === 'application/vnd.cncf.notary.signature') return 'notation';
  if (artifactType.startsWith('application/vnd.dev.sigstore.bundle')) {
    const predicate = annotations[bundlePredicate];
    return predicate === undefined || predicate === signPredicate ? 'cosign' : 'attestation';
  }
  if (artifactType.startsWith('application/vnd.dev.cosign')) return 'cosign';
  if (/spdx|cyclonedx|syft|sbom/i.test(artifactType)) return 'sbom';
  if (/in-toto|attestation|dsse|provenance/i.test(artifactType)) return 'attestation';
  return 'other';
}
