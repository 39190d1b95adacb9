import { createHash } from 'node:crypto';
import { parseFingerprint } from './policy';
import { parseGoYaml } from '../yaml/goYaml';
import type { YamlNode } from '../yaml/goYaml';

/** Where a public key can be looked for. None of them proves who owns it: what is found is shown before it is kept. */
export type KeySource =
  | { readonly kind: 'url'; readonly url: string; readonly fingerprint?: string }
  | { readonly kind: 'repository'; readonly url: string }
  | { readonly kind: 'github'; readonly user: string }
  | { readonly kind: 'wkd'; readonly email: string }
  | { readonly kind: 'keyserver'; readonly server: string; readonly fingerprint: string };

export const signKeyAnnotation = 'artifacthub.io/signKey';

/** What `artifacthub.io/signKey` of a Chart.yaml says. It stands in the very chart that is to be verified, so it proves nothing. */
export interface SignKey {
  readonly fingerprint: string;
  readonly url: string;
}

/** The addresses to try, best first; empty when the source is not written as it must be. */
export function keyAddresses(source: KeySource): readonly string[] {
  switch (source.kind) {
    case 'url':
      return [source.url];
    case 'repository':
      return ['pubring.gpg', 'signing-key.asc'].map(name => `${source.url.replace(/\/+$/, '')}/${name}`);
    case 'github':
      return /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$/.test(source.user) ? [`https://github.com/${source.user}.gpg`] : [];
    case 'wkd':
      return wkdAddresses(source.email);
    case 'keyserver': {
      const server = source.server
        .replace(/^hkps:/i, 'https:')
        .replace(/^hkp:/i, 'http:')
        .replace(/\/+$/, '');
      return [`${server}/pks/lookup?op=get&options=mr&search=0x${source.fingerprint}`];
    }
  }
}

/** Web Key Directory, advanced and direct method (draft-koch-openpgp-webkey-service 3.1). */
function wkdAddresses(email: string): readonly string[] {
  const [, local = '', domain = ''] =
    /^([^@\s/]+)@([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?)$/.exec(email) ?? [];
  if (local === '' || domain === '') return [];
  const lower = domain.toLowerCase();
  const hash = zbase32(createHash('sha1').update(local.toLowerCase()).digest());
  const query = `${hash}?l=${encodeURIComponent(local)}`;
  return [
    `https://openpgpkey.${lower}/.well-known/openpgpkey/${lower}/hu/${query}`,
    `https://${lower}/.well-known/openpgpkey/hu/${query}`,
  ];
}

/** z-base-32 of a multiple of 5 bytes. */
function zbase32(bytes: Uint8Array): string {
  const alphabet = 'ybndrfg8ejkmcpqxot1uwisza345h769';
  let text = '';
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += alphabet[(value >>> (bits - 5)) & 31] ?? '';
    value &= (1 << bits) - 1;
  }
  return text;
}

/** The annotation of a Chart.yaml; `undefined` when there is none, or it does not name a whole fingerprint and an address. */
export function readSignKey(chartYaml: string): SignKey | undefined {
  const annotation = child(child(parseGoYaml(chartYaml).root, 'annotations'), signKeyAnnotation);
  if (annotation?.kind !== 'scalar') return undefined;
  const { root } = parseGoYaml(annotation.text);
  const fingerprint = child(root, 'fingerprint');
  const url = child(root, 'url');
  if (fingerprint?.kind !== 'scalar' || url?.kind !== 'scalar') return undefined;
  const whole = parseFingerprint(fingerprint.text);
  return whole === undefined ? undefined : { fingerprint: whole, url: url.text };
}

/** The annotation's text, as Artifact Hub reads it. */
export function formatSignKey({ fingerprint, url }: SignKey): string {
  return `fingerprint: ${fingerprint}\nurl: ${url}\n`;
}

function child(node: YamlNode | undefined, name: string): YamlNode | undefined {
  if (node?.kind !== 'map') return undefined;
  return node.entries.findLast(entry => entry.key.text === name)?.value;
}
