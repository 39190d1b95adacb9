/** The forms in which a secret may lie in a file: as it is, as hexadecimal, as base64 wherever it begins, as UTF-16. */
export function secretForms(secret: Uint8Array): readonly Buffer[] {
  const raw = Buffer.from(secret);
  const hex = raw.toString('hex');
  const base64 = [0, 1, 2].map(before => {
    // Only characters that depend on the secret alone: the first and last ones are mixed with what stands around it.
    const text = Buffer.concat([Buffer.alloc(before), raw])
      .toString('base64')
      .replace(/=+$/, '');
    return text.slice(before === 0 ? 0 : before + 1, (raw.length + before) % 3 === 0 ? undefined : -1);
  });
  const texts = [
    hex,
    hex.toUpperCase(),
    ...base64,
    ...base64.map(text => text.replaceAll('+', '-').replaceAll('/', '_')),
  ];
  return [raw, Buffer.from(raw.toString('latin1'), 'utf16le'), ...texts.map(text => Buffer.from(text, 'latin1'))];
}
