import { posix } from 'node:path';

/** Whether two addresses are one repository for Helm (internal/urlutil Equal): paths cleaned, all else as it is written. */
export function isSameUrl(a: string, b: string): boolean {
  return cleaned(a) === cleaned(b);
}

function cleaned(text: string): string {
  const match = /^([a-z][a-z0-9+.-]*:\/\/[^/?#]*)([^?#]*)(.*)$/i.exec(text);
  if (match === null) return posix.normalize(text).replace(/(.)\/+$/, '$1');
  const [, start = '', path = '', rest = ''] = match;
  const clean = path === '' ? '/' : posix.normalize(path).replace(/(.)\/+$/, '$1');
  const scheme = /^[^:]*/.exec(start)?.[0] ?? '';
  return scheme.toLowerCase() + start.slice(scheme.length) + clean + rest;
}
