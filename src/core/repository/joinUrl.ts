import { posix } from 'node:path';
import { decodeUtf8Lossy, encodeUtf8 } from '../../util/bytes';

/**
 * Puts a path behind an address as Helm does (internal/urlutil URLJoin): the path is cleaned, blanks and their like are
 * escaped, query and fragment stay. What Go does not take for a URL is joined as a path.
 */
export function joinUrl(base: string, ...paths: readonly string[]): string {
  const parts = splitUrl(base);
  if (parts === undefined) return joinPath(base, ...paths);
  if (parts.opaque) return base;
  const path = joinPath(parts.path, ...paths);
  const slash = parts.authority !== '' && path !== '' && !path.startsWith('/') ? '/' : '';
  const escaped = escapePath(path);
  // Without a scheme a colon in the first segment would be taken for one.
  const dot = parts.scheme === '' && parts.authority === '' && /^[^/]*:/.test(escaped) ? './' : '';
  return `${parts.scheme}${parts.authority}${slash}${dot}${escaped}${parts.query}${parts.fragment}`;
}

/** Go's path.Join: empty parts are left out, and nothing at all is the empty text. */
function joinPath(...paths: readonly string[]): string {
  const kept = paths.filter(path => path !== '');
  if (kept.length === 0) return '';
  const joined = posix.normalize(kept.join('/'));
  return joined.length > 1 ? joined.replace(/\/+$/, '') : joined;
}

interface UrlParts {
  /** With its colon; empty when there is none. */
  readonly scheme: string;
  /** With its slashes; empty when there is none. */
  readonly authority: string;
  readonly path: string;
  /** With its question mark. */
  readonly query: string;
  /** With its hash. */
  readonly fragment: string;
  /** `mailto:x`: there is no path to join to. */
  readonly opaque: boolean;
}

/** `undefined` for what Go's url.Parse refuses. */
function splitUrl(text: string): UrlParts | undefined {
  if (/[\u0000-\u001F\u007F]/.test(text)) return undefined;
  const match = /^([a-zA-Z][a-zA-Z0-9+.-]*:)?(\/\/[^/?#]*)?([^?#]*)(\?[^#]*)?(#.*)?$/su.exec(text);
  if (match === null || text.startsWith(':')) return undefined;
  const [, scheme = '', authority = '', rawPath = '', query = '', fragment = ''] = match;
  if (scheme === '' && authority === '' && /^[^/]*:/.test(rawPath)) return undefined;
  const path = unescapePath(rawPath);
  if (path === undefined || /[ <>"]/.test(authority) || !isHost(authority.slice(authority.lastIndexOf('@') + 1)))
    return undefined;
  const opaque = scheme !== '' && authority === '' && rawPath !== '' && !rawPath.startsWith('/');
  return { scheme: scheme.toLowerCase(), authority, path, query, fragment: fragment === '#' ? '' : fragment, opaque };
}

/** With a port, which is a number or nothing; brackets are closed. The slashes may still stand in front. */
function isHost(authority: string): boolean {
  const host = authority.replace(/^\/\//, '');
  // Of the escapes Go takes those of bytes beyond ASCII only.
  if (/%(?![89a-fA-F][0-9a-fA-F])/.test(host)) return false;
  return host.startsWith('[') ? /^\[[^\]]*\](?::\d*)?$/.test(host) : !/:[^:]*[^:\d][^:]*$/.test(host);
}

function unescapePath(path: string): string | undefined {
  if (/%(?![0-9a-fA-F]{2})/.test(path)) return undefined;
  return path.replace(/(?:%[0-9a-fA-F]{2})+/g, run => decodeUtf8Lossy(Buffer.from(run.replaceAll('%', ''), 'hex')));
}

/** What Go's url package leaves as it is in a path. */
function escapePath(path: string): string {
  return path.replace(/[^A-Za-z0-9\-_.~$&+,/:;=@]+/g, run =>
    [...encodeUtf8(run)].map(byte => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  );
}
