import { ChartReleaseError } from '../errors';

/**
 * Where a trusted key counts. `chart`: for charts of exactly this name. `registry`: for charts at or under `host[:port]/path`.
 * `repository`: for charts of the repository at this URL or under it.
 */
export type TrustScope =
  | { readonly kind: 'chart'; readonly name: string }
  | { readonly kind: 'registry'; readonly path: string }
  | { readonly kind: 'repository'; readonly url: string };

/** Where a chart came from or goes to. What is not known matches no scope that asks for it. */
export interface ChartOrigin {
  /** `host[:port]/path`, with or without the chart's name. */
  readonly registry?: string;
  /** URL of the chart repository, or of the package in it. */
  readonly repository?: string;
}

const chartName = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;
const registryHost = /^(?:[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?$/;
const pathSegment = /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*$/;

/**
 * Reads `everywhere` (no scope), `chart:NAME`, `registry:HOST/PATH` or `oci://HOST/PATH`, `repository:URL` or an http(s) URL.
 * Throws `trust.badScope`.
 */
export function parseTrustScope(text: string): TrustScope | 'everywhere' {
  const trimmed = text.trim();
  if (trimmed === 'everywhere') return 'everywhere';
  const [, kind = '', rest = ''] =
    /^(chart:|registry:|oci:\/\/|repository:|(?=https?:\/\/))(.*)$/is.exec(trimmed) ?? [];
  switch (kind.toLowerCase()) {
    case 'chart:':
      if (!chartName.test(rest)) throw badScope(text, 'chartName');
      return { kind: 'chart', name: rest };
    case 'registry:':
    case 'oci://': {
      const path = registryPath(rest.replace(/^oci:\/\//i, ''));
      if (path === undefined) throw badScope(text, 'registryPath');
      return { kind: 'registry', path };
    }
    default: {
      const url = kind === '' && rest === '' ? undefined : repositoryUrl(rest);
      if (url === undefined) throw badScope(text, rest === '' ? 'form' : 'repositoryUrl');
      return { kind: 'repository', url };
    }
  }
}

export function formatTrustScope(scope: TrustScope): string {
  switch (scope.kind) {
    case 'chart':
      return `chart:${scope.name}`;
    case 'registry':
      return `registry:${scope.path}`;
    case 'repository':
      return `repository:${scope.url}`;
  }
}

/** Whether trust with these scopes counts for a chart. No scope at all is trust everywhere. */
export function isInScope(scopes: readonly TrustScope[], name: string | undefined, origin: ChartOrigin): boolean {
  return scopes.length === 0 || scopes.some(scope => matches(scope, name, origin));
}

/** One name for a chart at the place it came from, to remember who signed it there. `undefined`: the place is not known. */
export function sourceName(origin: ChartOrigin, chart: string): string | undefined {
  if (origin.registry !== undefined) {
    const path = registryPath(origin.registry.replace(/^oci:\/\//i, ''));
    if (path === undefined) return undefined;
    return `oci://${path.endsWith(`/${chart}`) ? path : `${path}/${chart}`}`;
  }
  const url = origin.repository === undefined ? undefined : repositoryUrl(origin.repository);
  return url === undefined ? undefined : `${url}#${chart}`;
}

function matches(scope: TrustScope, name: string | undefined, origin: ChartOrigin): boolean {
  switch (scope.kind) {
    case 'chart':
      return scope.name === name;
    case 'registry': {
      const path = origin.registry === undefined ? undefined : registryPath(origin.registry.replace(/^oci:\/\//i, ''));
      return path !== undefined && isUnder(path, scope.path);
    }
    case 'repository': {
      const url = origin.repository === undefined ? undefined : repositoryUrl(origin.repository);
      return url !== undefined && isUnder(url, scope.url);
    }
  }
}

/** Whole path segments only: `charts` does not cover `charts-evil`. */
function isUnder(place: string, prefix: string): boolean {
  return place === prefix || place.startsWith(`${prefix}/`);
}

/** `host[:port]/path` in one spelling, `undefined` when it is none. A tag or digest does not belong to a place. */
function registryPath(text: string): string | undefined {
  const [host = '', ...segments] = text.split('/').filter((segment, index) => index === 0 || segment !== '');
  const lower = host.toLowerCase();
  if (!registryHost.test(lower) || !segments.every(segment => pathSegment.test(segment))) return undefined;
  return [lower, ...segments].join('/');
}

/** A URL in one spelling: no slash at the end, no default port. User names, queries and dot segments hide where it leads. */
function repositoryUrl(text: string): string | undefined {
  if (/[\\\s]|%2e|%2f|%5c/i.test(text)) return undefined;
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return undefined;
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return undefined;
  return `${url.protocol}//${url.host}${url.pathname}`.replace(/\/+$/, '');
}

function badScope(scope: string, reason: string): ChartReleaseError<'trust.badScope'> {
  return new ChartReleaseError('trust.badScope', { scope, reason });
}
