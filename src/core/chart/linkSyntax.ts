/**
 * What Helm's lint takes for addresses (asaskevich/govalidator IsEmail, IsURL and IsRequestURL). Measured behaviour: a
 * dotted mail domain whose last label begins and ends with a letter; a URL whose scheme may be missing but whose host
 * may not look like a bare word.
 */
export function isEmail(text: string): boolean {
  return (
    /^[^\s@<>()[\],;:"\\]+@(?:[\p{L}\p{N}](?:[\p{L}\p{N}_~-]*[\p{L}\p{N}])?\.)+\p{L}(?:[\p{L}\p{N}_~-]*\p{L})?\.?$/u.test(
      text,
    ) && !/^\.|\.\.|\.@/.test(text)
  );
}

export function isUrl(text: string): boolean {
  if (Buffer.byteLength(text) <= 3 || [...text].length >= 2083 || text.startsWith('.')) return false;
  const match =
    /^(?:(?:ftp|tcp|udp|wss?|https?):\/\/|mailto:)?(?:[^\s@/]+(?::[^\s@/]*)?@)?([^\s/?#:@]+|\[[0-9a-fA-F:.]+\])(?::(\d{1,5}))?(?:[/?#]\S*)?$/.exec(
      text,
    );
  if (match === null) return false;
  const [, host = '', port] = match;
  const hasScheme = /^[a-z]+:\/\//.test(text);
  if (host.startsWith('[') || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host)) return true;
  if (host === 'localhost') return hasScheme || port !== undefined;
  const label = '[a-zA-Z0-9\\u00a1-\\uffff](?:[a-zA-Z0-9\\u00a1-\\uffff-]*[a-zA-Z0-9\\u00a1-\\uffff])?';
  if (new RegExp(`^(?:${label}\\.)+[a-zA-Z\\u00a1-\\uffff]+\\.?$`, 'u').test(host)) return true;
  return (
    (hasScheme || port !== undefined || text.includes('/')) &&
    new RegExp(`^${label}(?:\\.${label})*$`, 'u').test(host) &&
    host.includes('.')
  );
}

/** Go's url.ParseRequestURI, with a scheme demanded. */
export function isRequestUrl(text: string): boolean {
  const match = /^([a-zA-Z][a-zA-Z0-9+.-]*):(.*)$/s.exec(text);
  if (match === null || /[\u0000-\u001F\u007F]/.test(text)) return false;
  const rest = match[2] ?? '';
  if (!rest.startsWith('/')) return /%(?![0-9a-fA-F]{2})/.test(rest.split('?')[0] ?? '') ? !rest.includes('%') : true;
  const path = rest.startsWith('//') ? rest.slice(2).replace(/^[^/?]*/, '') : rest;
  if (/%(?![0-9a-fA-F]{2})/.test(path.split('?')[0] ?? '')) return false;
  if (!rest.startsWith('//')) return true;
  const authority = /^\/\/([^/?]*)/.exec(rest)?.[1] ?? '';
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  if (/[\s"<>#\\^`{|}]/.test(host) || /%(?!25|[89a-fA-F][0-9a-fA-F])/.test(host)) return false;
  const port = host.startsWith('[') ? /^\[[^\]]*\](.*)$/.exec(host)?.[1] : /^[^:]*(.*)$/.exec(host)?.[1];
  return port !== undefined && /^(?::\d*)?$/.test(port);
}
