/** Turns offsets in UTF-8 bytes into offsets in the UTF-16 units of their text. */
export function unitOffsets(bytes: Uint8Array): (byte: number) => number {
  if (isAscii(bytes)) return byte => Math.min(byte, bytes.length);
  const units = unitsAtSteps(bytes);
  return byte => {
    const at = Math.min(byte, bytes.length);
    const step = Math.floor(at / stepBytes);
    let unit = units[step] ?? 0;
    for (let i = step * stepBytes; i < at; i++) unit += unitsOf(bytes[i] ?? 0);
    return unit;
  };
}

const stepBytes = 64;

function unitsAtSteps(bytes: Uint8Array): Uint32Array {
  const units = new Uint32Array(Math.floor(bytes.length / stepBytes) + 1);
  let unit = 0;
  for (let at = 0; at <= bytes.length; at++) {
    if (at % stepBytes === 0) units[at / stepBytes] = unit;
    unit += unitsOf(bytes[at] ?? 0);
  }
  return units;
}

/** Units that begin with this byte: a character beyond U+FFFF has two, a continuation byte none. */
function unitsOf(byte: number): number {
  if (byte < 0x80 || (byte >= 0xc0 && byte < 0xf0)) return 1;
  return byte >= 0xf0 ? 2 : 0;
}

function isAscii(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) if ((bytes[at] ?? 0) >= 0x80) return false;
  return true;
}
