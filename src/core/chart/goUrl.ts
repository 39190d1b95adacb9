/** The parts of an address that Helm's lint looks at. */
export interface GoUrl {
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
}

/**
 * An address as Go's net/url takes it (1.25, Parse and ParseRequestURI); `undefined` for what it refuses. `request`: no
 * fragment is split off, and what is relative is refused.
 */
export function parseGoUrl(text: string, { request }: { readonly request: boolean }): GoUrl | undefined {
  const [before, fragment] = request ? [text, ''] : cut(text, '#');
  if (/[\u0000-\u001F\u007F]/.test(before) || !isEscaped(fragment)) return undefined;
  if (before === '') return request ? undefined : { scheme: '', host: '', path: '' };
  if (before.startsWith(':')) return undefined;
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(before)?.[1];
  const [rest] = cut(scheme === undefined ? before : before.slice(scheme.length + 1), '?');
  const known = scheme?.toLowerCase() ?? '';
  if (!rest.startsWith('/')) {
    if (scheme !== undefined) return { scheme: known, host: '', path: '' }; // opaque: nothing of it is looked at
    if (request || rest.split('/', 1)[0]?.includes(':') === true) return undefined;
  }
  const hasAuthority = rest.startsWith('//') && (scheme !== undefined || (!request && !rest.startsWith('///')));
  const [authority, path] = hasAuthority ? splitAuthority(rest) : ['', rest];
  if (!isEscaped(path) || !isAuthority(authority)) return undefined;
  return { scheme: known, host: authority.slice(authority.lastIndexOf('@') + 1), path };
}

function cut(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function splitAuthority(rest: string): readonly [string, string] {
  const slash = rest.indexOf('/', 2);
  return slash === -1 ? [rest.slice(2), ''] : [rest.slice(2, slash), rest.slice(slash)];
}

function isEscaped(text: string): boolean {
  return !/%(?![0-9a-fA-F]{2})/.test(text);
}

function isAuthority(authority: string): boolean {
  const at = authority.lastIndexOf('@');
  const user = authority.slice(0, Math.max(at, 0));
  return /^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(user) && isEscaped(user) && isHost(authority.slice(at + 1));
}

function isHost(host: string): boolean {
  const open = host.lastIndexOf('[');
  if (open === -1) {
    const colon = host.lastIndexOf(':');
    return (colon === -1 || isPort(host.slice(colon))) && isHostText(host);
  }
  const close = host.lastIndexOf(']');
  if (close === -1 || !isPort(host.slice(close + 1))) return false;
  const [address, zone] = cut(host.slice(open + 1, close), '%25');
  return isIpv6(address) && isEscaped(zone);
}

function isPort(text: string): boolean {
  return /^(?::[0-9]*)?$/.test(text);
}

/** In a host only bytes that are not ASCII, and the percent sign itself, may be escaped. */
function isHostText(host: string): boolean {
  return /^(?:[A-Za-z0-9\-._~!$&'()*+,;=:[\]<>"]|[^\u0000-\u007F]|%(?:25|[89a-fA-F][0-9a-fA-F]))*$/.test(host);
}

/** Eight groups, or fewer with one `::`; the last two may be written as an IPv4 address. */
export function isIpv6(text: string): boolean {
  const dotted = /^(.*:)((?:\d{1,3}\.){3}\d{1,3})$/.exec(text);
  const isDotted = dotted !== null && (dotted[2] ?? '').split('.').every(part => Number(part) < 256);
  const plain = isDotted ? `${dotted[1] ?? ''}0:0` : text;
  const halves = plain.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap(half => (half === '' ? [] : half.split(':')));
  if (!groups.every(group => /^[0-9a-fA-F]{1,4}$/.test(group))) return false;
  return halves.length === 2 ? groups.length < 8 : groups.length === 8;
}
