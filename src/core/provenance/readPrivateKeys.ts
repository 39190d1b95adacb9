import { concatBytes } from '../../util/bytes';
import { formatArmor } from './armor';
import { buildCertificate } from './certificate';
import type { KeyInfo } from './keyring';
import { splitIntoKeys } from './keyPackets';
import { packetTag } from './packets';
import { parsedKey } from './readKeyring';

export interface PrivateKeyFile {
  readonly info: KeyInfo;
  readonly publicBytes: Uint8Array;
  /** As it stands in the file: protected by its own passphrase, or not at all. */
  readonly privateKeyArmored: string;
}

/** The private keys of a file (binary secret ring or armored blocks), each by itself; public keys are passed over. */
export function readPrivateKeys(bytes: Uint8Array): readonly PrivateKeyFile[] {
  return splitIntoKeys(bytes).groups.flatMap(group => {
    const certificate = buildCertificate(group);
    if ('problem' in certificate || !certificate.hasSecret) return [];
    const packets = group.filter(packet => packet.tag !== packetTag.trust);
    return [
      {
        ...parsedKey(certificate),
        privateKeyArmored: formatArmor('PGP PRIVATE KEY BLOCK', concatBytes(packets.map(packet => packet.bytes))),
      },
    ];
  });
}
