import { ChartReleaseError } from '../errors';
import { withoutSecrets } from './repositoriesFile';

/** The address of a repository, checked. Throws `repository.badUrl`: Helm only speaks http and https to repositories. */
export function repositoryUrl(text: string): URL {
  const url = tryUrl(text);
  const fail = (reason: 'not-absolute' | 'oci' | 'scheme'): ChartReleaseError =>
    new ChartReleaseError('repository.badUrl', { url: withoutSecrets(text), reason });
  if (url === undefined || !/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) throw fail('not-absolute');
  if (url.protocol === 'oci:') throw fail('oci');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw fail('scheme');
  return url;
}

/** Where a repository's index is: `index.yaml` below its path, with its query. */
export function indexUrl(repository: URL): URL {
  const url = new URL(repository);
  url.hash = '';
  url.pathname = `${url.pathname.replace(/\/$/, '')}/index.yaml`;
  return url;
}

/**
 * The address of a package that an index names (pkg/repo ResolveReferenceURL): absolute ones as they are, others relative to
 * the repository's path, with the query of the repository in place of their own. Unlike in Helm the query, which may be a
 * token, does not go along to another host (`//host/...` in an index). Throws `repository.badUrl`.
 */
export function chartUrl(repository: URL, reference: string): URL {
  const absolute = /^[a-z][a-z0-9+.-]*:/i.test(reference);
  const base = new URL(repository);
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  base.search = '';
  base.username = '';
  base.password = '';
  const url = tryUrl(reference, base);
  if (url === undefined)
    throw new ChartReleaseError('repository.badUrl', { url: withoutSecrets(reference), reason: 'unreadable' });
  if (!absolute) url.search = url.origin === repository.origin ? repository.search : '';
  url.hash = '';
  return url;
}

/** Where the provenance of a package is. Helm puts `.prov` behind the query, which no server of files understands. */
export function provenanceUrl(chart: URL): URL {
  const url = new URL(chart);
  url.pathname += '.prov';
  return url;
}

/**
 * What a downloaded package is called: the last part of the decoded path. Throws `repository.badUrl` for what is no plain
 * file name: a decoded slash or `..` would lead out of the folder that it is saved in.
 */
export function chartFileName(url: URL): string {
  const decoded = tryDecode(url.pathname);
  // Control characters in a name mislead terminals.
  const name = decoded?.split('/').at(-1) ?? '';
  const plain = name !== '' && name !== '.' && name !== '..' && !/[\\/:*?"<>|\u0000-\u001f\u007f]/.test(name);
  if (!plain) throw new ChartReleaseError('repository.badUrl', { url: withoutSecrets(url.href), reason: 'file-name' });
  return name;
}

/** Whether credentials of a repository may go with a request: same scheme, host and port; or the user said to all. */
export function mayCarryCredentials(repository: URL, request: URL, passCredentialsAll: boolean): boolean {
  return passCredentialsAll || request.origin === repository.origin;
}

function tryUrl(text: string, base?: URL): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}

function tryDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
