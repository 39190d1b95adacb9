import type { Part } from '../../util/matchParts';
import { either, literal, matchesWhole, optional, repeated, run, seq } from '../../util/matchParts';
import { isIpv6, parseGoUrl } from './goUrl';

/*
 * What Helm's lint takes for addresses: IsEmail, IsURL and IsRequestURL of asaskevich/govalidator at the commit that both
 * Helms are built with. The shapes are those of its expressions, odd as some are.
 */

const beyondAscii = '\\u00A0-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFEF';
const localWord = `[a-zA-Z\\d!#$%&'*+\\-/=?^_\`{|}~${beyondAscii}]+`;
const letter = `[a-zA-Z${beyondAscii}]`;
const letterOrDigit = `[a-zA-Z\\d${beyondAscii}]`;
const email = new RegExp(
  `^${localWord}(?:\\.${localWord})*` +
    `@${letterOrDigit}(?:[a-zA-Z\\d\\-._~${beyondAscii}]*${letterOrDigit})?` +
    `\\.${letter}(?:[a-zA-Z\\d\\-_~${beyondAscii}]*${letter})?\\.?$`,
);

export function isEmail(text: string): boolean {
  return email.test(text);
}

/** Go's url.ParseRequestURI, with a scheme demanded. */
export function isRequestUrl(text: string): boolean {
  return (parseGoUrl(text, { request: true })?.scheme ?? '') !== '';
}

const ascii = run(/[a-zA-Z0-9]/);
const alnum = /[a-zA-Z0-9]/;
const wide = /[a-zA-Z0-9\u00A1-\uD7FF\uE000-\uFFFF]/;
const nonBlank = /[^\t\n\f\r ]/;

const one =
  (characters: RegExp): Part =>
  (text, from) =>
    new Set([...from].filter(at => at < text.length && characters.test(text.charAt(at))).map(at => at + 1));

/** One of the numbers at a place of an IPv4 address, as long as it may be. */
const number =
  (pattern: RegExp): Part =>
  (text, from) =>
    new Set([...from].flatMap(at => [1, 2, 3].filter(n => pattern.test(text.slice(at, at + n))).map(n => at + n)));

const ipv4 = seq(
  number(/^(?:[1-9]\d?|1\d\d|2[01]\d|22[0-3]|24\d|25[0-5])$/),
  ...[1, 2].map(() => seq(literal('.'), number(/^(?:\d{1,2}|1\d\d|2[0-4]\d|25[0-5])$/))),
  literal('.'),
  number(/^(?:\d\d?|1\d\d|2[0-4]\d|25[0-5])$/),
);
const ipv6: Part = (text, from) =>
  new Set(
    [...from].flatMap(at => {
      const close = text.indexOf(']', at);
      return text[at] === '[' && close !== -1 && isIpv6(text.slice(at + 1, close)) ? [close + 1] : [];
    }),
  );
const subdomain = either(
  literal('www.'),
  seq(ascii, repeated(seq(optional(one(/[-_.]/)), one(alnum))), one(alnum), literal('.'), ascii),
);
const labels = seq(one(alnum), optional(run(/[a-zA-Z0-9\-_]/)), one(alnum), repeated(seq(one(/[-.]/), ascii)));
const domain = seq(
  optional(either(labels, subdomain)),
  repeated(seq(run(wide), optional(literal('-')), optional(literal('-')))),
  run(wide),
  optional(seq(literal('.'), run(/[a-zA-Z\u00A1-\uD7FF\uE000-\uFFFF]/))),
);
const url = seq(
  optional(either(...['ftp', 'tcp', 'udp', 'ws', 'wss', 'http', 'https'].map(name => literal(`${name}://`)))),
  optional(seq(run(nonBlank), literal('@'))),
  either(ipv4, ipv6, domain),
  optional(literal('.')),
  optional(seq(literal(':'), number(/^\d{1,3}$/), optional(one(/\d/)), optional(one(/\d/)))),
  optional(seq(one(/[/?#]/), optional(run(nonBlank)))),
);

export function isUrl(text: string): boolean {
  if ([...text].length >= 2083 || Buffer.byteLength(text) <= 3 || text.startsWith('.')) return false;
  // The scheme may be left out before a port.
  const whole = text.includes(':') && !text.includes('://') ? `http://${text}` : text;
  const parsed = parseGoUrl(whole, { request: false });
  if (parsed === undefined || parsed.host.startsWith('.')) return false;
  if (parsed.host === '' && parsed.path !== '' && !parsed.path.includes('.')) return false;
  return matchesWhole(url, text);
}
