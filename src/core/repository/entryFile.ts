import { posix } from 'node:path';
import type { ChartVersion } from './chartIndex';

/**
 * The file below the folder of the index that an entry names, with `/`. `undefined`: the package is elsewhere.
 * `baseUrl`: address that the folder is served under, when it is known.
 */
export function entryFile({ urls }: ChartVersion, baseUrl = ''): string | undefined {
  const [url = ''] = urls;
  const base = baseUrl === '' || baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`;
  const isBelow = base !== '' && url.startsWith(base);
  if (!isBelow && (/^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(url) || url.startsWith('/'))) return undefined;
  const path = (isBelow ? url.slice(base.length) : url).replace(/[?#].*$/s, '');
  const file = posix.normalize(decoded(path));
  return file === '.' || file === '..' || file.startsWith('../') || file.startsWith('/') ? undefined : file;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Bare hexadecimal, in lower case; empty when the entry has none. */
export function entryDigest({ digest = '' }: ChartVersion): string {
  return digest.replace(/^sha256:/, '').toLowerCase();
}
