import type { ParsedKey } from '../../core/provenance/readKeyring';
import { readKeyring } from '../../core/provenance/readKeyring';
import type { Gpg } from './runGpg';
import { runGpg } from './runGpg';

/** A key whose private part gpg can use, read without exporting any secret. */
export interface GpgSecretKey extends ParsedKey {
  /** `agent`: on this machine; `card`: on a smart card or token. */
  readonly location: 'agent' | 'card';
  /** Serial number of the card, as gpg prints it. */
  readonly cardSerial?: string;
}

/** Lists the keys that gpg can sign with, with their public certificates. Throws `gpg.failed`. */
export async function listGpgSecretKeys(gpg: Gpg, signal: AbortSignal): Promise<readonly GpgSecretKey[]> {
  const listing = await runGpg(gpg, ['--with-colons', '--list-secret-keys'], { signal, purpose: 'list' });
  const places = parseSecretListing(Buffer.from(listing.stdout).toString('utf8'));
  if (places.size === 0) return [];
  const exported = await runGpg(gpg, ['--export', ...places.keys()], { signal, purpose: 'list' });
  return readKeyring(exported.stdout).keys.flatMap(key => {
    const place = places.get(key.info.fingerprint);
    return place === undefined ? [] : [{ ...key, ...place }];
  });
}

/** Field 15 of `sec`: `+` is here, `#` is missing, anything else is the serial number of a card (GnuPG doc/DETAILS). */
export function parseSecretListing(text: string): ReadonlyMap<string, Pick<GpgSecretKey, 'location' | 'cardSerial'>> {
  const found = new Map<string, Pick<GpgSecretKey, 'location' | 'cardSerial'>>();
  let token: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    const fields = line.split(':');
    if (fields[0] === 'sec') token = fields[14] ?? '';
    else if (fields[0] === 'ssb') token = undefined;
    else if (fields[0] === 'fpr' && token !== undefined) {
      const fingerprint = fields[9] ?? '';
      if (token === '+' || token === '') found.set(fingerprint, { location: 'agent' });
      else if (token !== '#') found.set(fingerprint, { location: 'card', cardSerial: token });
      token = undefined;
    }
  }
  return found;
}
