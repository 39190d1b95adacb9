import { bigEndian } from './packets';

/** Whether the bytes are GnuPG's keybox (`pubring.kbx`): a first blob with its magic. */
export function isKeybox(bytes: Uint8Array): boolean {
  return bytes.length >= 32 && bytes[4] === 1 && Buffer.from(bytes.subarray(8, 12)).toString('latin1') === 'KBXf';
}

export interface KeyboxContent {
  /** OpenPGP packets of each key, trust packets included. */
  readonly keyblocks: readonly Uint8Array[];
  /** Offset of the first blob that cannot be read; reading stopped there. */
  readonly brokenAt?: number;
}

/** The OpenPGP keyblocks of a keybox (GnuPG kbx/keybox-blob.c): blobs one after the other, deleted and X.509 ones skipped. */
export function readKeybox(bytes: Uint8Array): KeyboxContent {
  const keyblocks: Uint8Array[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const length = bigEndian(bytes, offset, 4);
    if (length < 5 || offset + length > bytes.length) return { keyblocks, brokenAt: offset };
    const blob = bytes.subarray(offset, offset + length);
    if (blob[4] === 2 && length >= 20) {
      const start = bigEndian(blob, 8, 4);
      const end = start + bigEndian(blob, 12, 4);
      const isEphemeral = (bigEndian(blob, 6, 2) & 2) !== 0;
      if (end > length) return { keyblocks, brokenAt: offset };
      if (!isEphemeral) keyblocks.push(blob.subarray(start, end));
    }
    offset += length;
  }
  return { keyblocks };
}
