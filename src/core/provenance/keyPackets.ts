import { findArmorBlocks } from './armor';
import { isKeybox, readKeybox } from './keybox';
import { maxKeyringBytes } from './limits';
import { packetTag, readPackets } from './packets';
import type { Packet } from './packets';

/** Something in a key file that could not be used. The other keys are not worse for it. */
export interface KeyringProblem {
  readonly reason:
    | 'tooLarge'
    | 'empty'
    | 'notAKeyring'
    | 'truncated'
    | 'unreadableBlock'
    | 'unsupportedVersion'
    | 'malformedKey'
    | 'strayPackets'
    | 'keyTooLarge';
  /** Byte offset in the ring, in the keybox, or in the armored block; number of the block for `unreadableBlock`. */
  readonly offset: number;
}

export interface KeyPackets {
  /** The packets of one key each, its (public or secret) primary key first, trust packets left out. */
  readonly groups: readonly (readonly Packet[])[];
  readonly problems: readonly KeyringProblem[];
}

/** Takes a key file apart, whatever its form: binary ring, armored blocks, keybox. */
export function splitIntoKeys(bytes: Uint8Array): KeyPackets {
  if (bytes.length > maxKeyringBytes)
    return { groups: [], problems: [{ reason: 'tooLarge', offset: maxKeyringBytes }] };
  if (bytes.length === 0) return { groups: [], problems: [{ reason: 'empty', offset: 0 }] };
  const problems: KeyringProblem[] = [];
  const groups = ringsOf(bytes, problems).flatMap(ring => {
    const { packets, problem } = readPackets(ring);
    if (problem)
      problems.push({ reason: problem.reason === 'truncated' ? 'truncated' : 'notAKeyring', offset: problem.offset });
    return groupByKey(packets);
  });
  return { groups, problems };
}

/** Binary packets, unless it starts like armor, like UTF-8 text with a byte order mark, or like a keybox. */
function ringsOf(bytes: Uint8Array, problems: KeyringProblem[]): readonly Uint8Array[] {
  if (isKeybox(bytes)) {
    const { keyblocks, brokenAt } = readKeybox(bytes);
    if (brokenAt !== undefined) problems.push({ reason: 'truncated', offset: brokenAt });
    return keyblocks;
  }
  if (((bytes[0] ?? 0) & 0x80) !== 0 && bytes[0] !== 0xef) return [bytes];
  const blocks = findArmorBlocks(bytes);
  if (blocks.length === 0) problems.push({ reason: 'notAKeyring', offset: 0 });
  return blocks.flatMap((block, index) => {
    if (block.bytes !== undefined) return [block.bytes];
    problems.push({ reason: 'unreadableBlock', offset: index });
    return [];
  });
}

function groupByKey(packets: readonly Packet[]): readonly (readonly Packet[])[] {
  const groups: Packet[][] = [];
  for (const packet of packets) {
    if (packet.tag === packetTag.marker || packet.tag === packetTag.trust || packet.tag === packetTag.padding) continue;
    const isHead = packet.tag === packetTag.publicKey || packet.tag === packetTag.secretKey;
    const last = groups.at(-1);
    if (isHead || last === undefined) groups.push([packet]);
    else last.push(packet);
  }
  return groups;
}
