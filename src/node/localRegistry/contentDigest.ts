import type { Hash } from 'node:crypto';
import { createHash } from 'node:crypto';
import type { Digest } from '../../util/digest';

/** A digest of either algorithm that registries must take (image specification, descriptor): sha256 or sha512. */
export type ContentDigest = Digest | (string & { readonly __brand: 'Sha512Digest' });

const pattern = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

export function isContentDigest(text: string): text is ContentDigest {
  return pattern.test(text);
}

export function algorithmOf(digest: ContentDigest): 'sha256' | 'sha512' {
  return digest.startsWith('sha512:') ? 'sha512' : 'sha256';
}

export function hexOf(digest: ContentDigest): string {
  return digest.slice(digest.indexOf(':') + 1);
}

/** The digest of bytes, by the algorithm of another one; of sha256 without. */
export function digestLike(bytes: Uint8Array, like?: ContentDigest): ContentDigest {
  const algorithm = like === undefined ? 'sha256' : algorithmOf(like);
  return digestFrom(algorithm, createHash(algorithm).update(bytes));
}

export function digestFrom(algorithm: 'sha256' | 'sha512', hash: Hash): ContentDigest {
  return `${algorithm}:${hash.digest('hex')}` as ContentDigest;
}
