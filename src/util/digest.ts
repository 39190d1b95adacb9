import { createHash } from 'node:crypto';
import { toHex } from './bytes';

/** `sha256:` and 64 lower-case hexadecimal digits. */
export type Digest = string & { readonly __brand: 'Digest' };

const pattern = /^sha256:[0-9a-f]{64}$/;

export function isDigest(text: string): text is Digest {
  return pattern.test(text);
}

export function sha256(bytes: Uint8Array): Digest {
  return `sha256:${toHex(createHash('sha256').update(bytes).digest())}` as Digest;
}

/** The hexadecimal part, as file names and index entries carry it. */
export function digestHex(digest: Digest): string {
  return digest.slice('sha256:'.length);
}

/** The digest of content that comes in parts. */
export class Sha256 {
  readonly #hash = createHash('sha256');

  update(part: Uint8Array): void {
    this.#hash.update(part);
  }

  /** Once, at the end. */
  digest(): Digest {
    return `sha256:${this.#hash.digest('hex')}` as Digest;
  }
}
