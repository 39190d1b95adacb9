/** How near a host is. Names count as public: what they resolve to is not known here. */
export type HostKind = 'loopback' | 'linkLocal' | 'private' | 'public';

/** The kind of a host as `URL.hostname` gives it (IPv4 already in dotted decimal, IPv6 in brackets). */
export function hostKind(hostname: string): HostKind {
  const name = hostname.toLowerCase().replace(/\.$/, '');
  if (name === 'localhost' || name.endsWith('.localhost')) return 'loopback';
  if (name.startsWith('[')) return ipv6Kind(name.slice(1, -1));
  const octets = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(name)?.slice(1).map(Number);
  return octets === undefined ? 'public' : ipv4Kind(octets[0] ?? 0, octets[1] ?? 0);
}

/** RFC 1122, 1918, 3927, 6598. */
function ipv4Kind(first: number, second: number): HostKind {
  if (first === 127 || first === 0) return 'loopback';
  if (first === 169 && second === 254) return 'linkLocal';
  if (first === 10 || (first === 172 && second >= 16 && second < 32) || (first === 192 && second === 168))
    return 'private';
  return first === 100 && second >= 64 && second < 128 ? 'private' : 'public';
}

/** RFC 4291, 4193; an address that carries an IPv4 address is of its kind. */
function ipv6Kind(address: string): HostKind {
  if (address === '::1' || address === '::') return 'loopback';
  if (/^fe[89ab]/.test(address)) return 'linkLocal';
  if (/^f[cd]/.test(address)) return 'private';
  const mapped = /^(?:::ffff:|64:ff9b::)([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(address);
  if (mapped === null) return 'public';
  const high = Number.parseInt(mapped[1] ?? '0', 16);
  return ipv4Kind(high >> 8, high & 0xff);
}

/** Whether `name[:port]` is this machine. */
export function isLoopbackHost(host: string): boolean {
  const url = tryUrl(`http://${host}`);
  return url !== undefined && hostKind(url.hostname) === 'loopback';
}

/** An absolute URL, or a reference resolved against `base`; `undefined` when it is neither. */
export function tryUrl(text: string, base?: URL): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}
