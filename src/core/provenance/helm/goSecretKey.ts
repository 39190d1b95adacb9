import type { PublicKeyPacket } from '../publicKeyPacket';
import type { GoBytes } from './goBytes';
import { GoError } from './goError';
import type { HelmVersion } from './goRules';

const blockSizes3: Readonly<Record<number, number>> = { 2: 8, 3: 8, 7: 16, 8: 16, 9: 16 };
const blockSizes4: Readonly<Record<number, number>> = { 2: 8, 3: 8, 7: 16, 8: 16, 9: 16 };
const nonceSizes: Readonly<Record<number, number>> = { 1: 16, 2: 15, 3: 12 };

/**
 * Reads the secret part of a key packet far enough to know whether Helm's library reads it (packet/private_key.go parse,
 * s2k Parse). The secret values themselves are not looked at: a ring for verification may hold them, protected or not.
 */
export function readGoSecretPart(helm: HelmVersion, key: PublicKeyPacket, reader: GoBytes): void {
  const usage = reader.byte();
  const isV6 = key.version === 6;
  if (isV6 && usage !== 0) reader.byte();
  if (usage === 0) {
    reader.rest();
    return;
  }
  if (usage !== 254 && usage !== 255 && !(helm === 4 && usage === 253)) {
    throw new GoError('unsupported', 'deprecated s2k function in private key');
  }
  const cipher = reader.byte();
  const blockSize = (helm === 3 ? blockSizes3 : blockSizes4)[cipher] ?? 0;
  if (helm === 4 && cipher !== 0 && blockSize === 0)
    throw new GoError('unsupported', 'unsupported cipher function in private key');
  let ivSize = blockSize;
  if (usage === 253) {
    ivSize = nonceSizes[reader.byte()] ?? 0;
    if (ivSize === 0) throw new GoError('unsupported', 'unsupported aead mode in private key');
  }
  if (isV6) reader.byte();
  if (readSpecifier(helm, reader)) {
    reader.rest();
    return;
  }
  if (ivSize === 0) throw new GoError('unsupported', `unsupported cipher in private key: ${cipher}`);
  reader.take(ivSize);
  reader.rest();
}

/** Whether the key is a GnuPG dummy without secret values. */
function readSpecifier(helm: HelmVersion, reader: GoBytes): boolean {
  const mode = reader.byte();
  if (helm === 4 && mode === 4) {
    reader.take(19);
    return false;
  }
  const hash = reader.byte();
  if (helm === 3) {
    if (![1, 2, 3, 8, 9, 10, 11].includes(hash)) throw new GoError('unsupported', `hash for S2K function: ${hash}`);
    if (hash === 3) throw new GoError('unsupported', 'hash not available: 9');
  }
  switch (mode) {
    case 0:
      return false;
    case 1:
      reader.take(8);
      return false;
    case 3:
      reader.take(9);
      return false;
    case 101:
      if (helm === 4) {
        reader.take(4);
        return true;
      }
  }
  throw new GoError('unsupported', 'S2K function');
}
