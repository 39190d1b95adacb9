import type { Context } from '../../core/context';
import { ChartReleaseError } from '../../core/errors';
import { pullChart } from '../../core/registry/pullChart';
import { parseReference } from '../../core/registry/reference';
import type { RegistryClient } from '../../core/registry/client';
import { chartFileName, chartUrl, provenanceUrl, repositoryUrl } from '../../core/repository/chartAddress';
import type { ChartIndex, ChartVersion } from '../../core/repository/chartIndex';
import { lookUpVersion } from '../../core/repository/lookUpVersion';
import type { RepositoryEntry } from '../../core/repository/repositoriesFile';
import { withoutSecrets } from '../../core/repository/repositoriesFile';
import type { ChartOrigin } from '../../core/trust/scope';
import type { Digest } from '../../util/digest';
import { sha256 } from '../../util/digest';
import { cachedIndex, fetchIndex } from './indexCache';
import { repositoryLimits } from './limits';
import type { RepositoryPorts } from './ports';
import { localPackage } from './localPackage';
import { readRepositories, repositoryNamed } from './repositoryList';
import { download, refusal, requestFor } from './repositoryRequest';

export type LocatePorts = RepositoryPorts & { readonly clientFor: (host: string) => RegistryClient };

export interface ChartRequest {
  /** `repository/chart`, `oci://host/path/chart`, the address of a package, or with `repositoryUrl` the chart's name alone. */
  readonly reference: string;
  /** A version or a range; for `oci://` a version that reads as one is the tag itself. */
  readonly version?: string;
  /** Whether the newest may be a pre-release when no version is given. */
  readonly devel?: boolean;
  /** A repository that is not configured. */
  readonly repositoryUrl?: string;
  /** `optional`: fetched when there is one. */
  readonly provenance: 'skip' | 'optional';
  /** Absolute path that a relative path starts from. With it a path comes before a repository's chart, as in Helm. */
  readonly localFrom?: string;
}

/** A chart in memory, with nothing on disk yet and nothing verified but digests. */
export interface LocatedChart {
  /** What the package is called where it comes from; provenance names it so. */
  readonly fileName: string;
  readonly archive: Uint8Array;
  readonly digest: Digest;
  readonly provenance?: Uint8Array;
  /** Address without secrets. */
  readonly source: string;
  /** Where it was published, for trust that is limited to a place. */
  readonly place: ChartOrigin | undefined;
  /** What the index says this is; nobody has signed that. */
  readonly listed?: { readonly name: string; readonly version: string };
  /** The version taken is not the text that was asked for. */
  readonly inexact?: boolean;
}

/**
 * Finds a chart and fetches it. Bytes that are not of the digest that an index names are refused with
 * `repository.digestMismatch`: Helm never compares them. Throws the codes of `repository.*` and of the registry client,
 * and `file.isFolder` for the folder of a chart.
 */
export async function locateChart(ports: LocatePorts, request: ChartRequest, context: Context): Promise<LocatedChart> {
  const { reference } = request;
  const local = await localPackage(ports, request);
  if (local !== undefined) return local;
  if (reference.startsWith('oci://')) return fromRegistry(ports, request, context);
  if (request.repositoryUrl !== undefined) return fromUnknown(ports, request, request.repositoryUrl, context);
  if (/^https?:\/\//i.test(reference)) return fromUrl(ports, request, context);
  const slash = reference.indexOf('/');
  if (slash <= 0 || slash === reference.length - 1 || reference.includes('://'))
    throw new ChartReleaseError('repository.badChartReference', { reference });
  const entry = await repositoryNamed(ports, reference.slice(0, slash));
  const { index } = await cachedIndex(ports, entry);
  return fromIndex(ports, entry, index, reference.slice(slash + 1), request, context);
}

async function fromUnknown(
  ports: LocatePorts,
  request: ChartRequest,
  url: string,
  context: Context,
): Promise<LocatedChart> {
  repositoryUrl(url);
  const known = (await readRepositories(ports)).repositories.find(entry => entry.url === url);
  const entry = known ?? anonymousEntry(url);
  const { index } = await fetchIndex(ports, entry, undefined, context);
  return fromIndex(ports, entry, index, request.reference, request, context);
}

/** A repository that nobody configured: no credentials but those of its address. */
export function anonymousEntry(url: string): RepositoryEntry {
  return {
    name: '',
    url,
    username: '',
    password: '',
    caFile: '',
    certFile: '',
    keyFile: '',
    insecureSkipTlsVerify: false,
    passCredentialsAll: false,
  };
}

/** The version of a chart in an index. Throws `repository.noChart`. */
export function versionIn(
  entry: RepositoryEntry,
  index: ChartIndex,
  chart: string,
  wish: Pick<ChartRequest, 'version' | 'devel'>,
): { readonly found: ChartVersion; readonly exact: boolean } {
  const version = wish.version || (wish.devel === true ? '>0.0.0-0' : '');
  const found = lookUpVersion(index, chart, version);
  if (found.found === undefined) {
    const repository = entry.name === '' ? withoutSecrets(entry.url) : entry.name;
    throw new ChartReleaseError('repository.noChart', { repository, chart, version });
  }
  return found;
}

async function fromIndex(
  ports: LocatePorts,
  entry: RepositoryEntry,
  index: ChartIndex,
  chart: string,
  request: ChartRequest,
  context: Context,
): Promise<LocatedChart> {
  const { found, exact } = versionIn(entry, index, chart, request);
  const located = await fetchListed(ports, entry, found, request.provenance, context);
  return exact ? located : { ...located, inexact: true };
}

/** Fetches what an entry of an index names. Throws `repository.noDownload` for one without an address. */
export async function fetchListed(
  ports: LocatePorts,
  entry: RepositoryEntry,
  listed: ChartVersion,
  provenance: ChartRequest['provenance'],
  context: Context,
): Promise<LocatedChart> {
  const { name, version } = listed.metadata;
  const [address] = listed.urls;
  if (address === undefined)
    throw new ChartReleaseError('repository.noDownload', { repository: entry.name, chart: name });
  // Helm has no mirrors either: only the first address counts.
  if (address.startsWith('oci://')) {
    const located = await fromRegistry(ports, { reference: address, provenance }, context);
    return { ...compared(located, listed), listed: { name, version } };
  }
  const url = chartUrl(repositoryUrl(entry.url), address);
  const located = await fetchPackage(ports, entry, url, provenance, context);
  const place = { repository: withoutSecrets(entry.url) };
  return { ...compared(located, listed), place, listed: { name, version } };
}

/** The digest of an index is bare or has its algorithm in front; what is no sha256 says nothing. */
function compared(located: LocatedChart, { digest }: ChartVersion): LocatedChart {
  const expected = /^(?:sha256:)?([0-9a-f]{64})$/i.exec(digest ?? '')?.[1]?.toLowerCase();
  if (expected !== undefined && located.digest !== `sha256:${expected}`) {
    throw new ChartReleaseError('repository.digestMismatch', {
      fileName: located.fileName,
      expected: `sha256:${expected}`,
      actual: located.digest,
    });
  }
  return located;
}

async function fromUrl(ports: LocatePorts, request: ChartRequest, context: Context): Promise<LocatedChart> {
  const url = new URL(request.reference);
  url.hash = '';
  const entry = ownerOf((await readRepositories(ports)).repositories, url) ?? anonymousEntry(url.origin);
  return fetchPackage(ports, entry, url, request.provenance, context);
}

/** The repository below whose address a package lies: its credentials are meant for it. */
function ownerOf(repositories: readonly RepositoryEntry[], url: URL): RepositoryEntry | undefined {
  return repositories.find(entry => {
    if (!/^https?:\/\//i.test(entry.url)) return false;
    const base = repositoryUrl(entry.url);
    const path = base.pathname.endsWith('/') ? base.pathname : `${base.pathname}/`;
    return base.origin === url.origin && url.pathname.startsWith(path);
  });
}

async function fetchPackage(
  ports: LocatePorts,
  entry: RepositoryEntry | undefined,
  url: URL,
  provenance: ChartRequest['provenance'],
  context: Context,
): Promise<LocatedChart> {
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new ChartReleaseError('repository.badUrl', { url: withoutSecrets(url.href), reason: 'scheme' });
  const fileName = chartFileName(url);
  const headers = { Accept: 'application/gzip,application/octet-stream' };
  context.progress({ step: 'downloading', subject: fileName });
  const archive = await download(ports, entry, { url, headers, limitBytes: repositoryLimits.chartBytes }, context);
  const proof = provenance === 'skip' ? undefined : await fetchProvenance(ports, entry, url, context);
  return {
    fileName,
    archive,
    digest: sha256(archive),
    source: withoutSecrets(url.href),
    place: undefined,
    ...(proof === undefined ? {} : { provenance: proof }),
  };
}

/** `undefined` when the server says that there is none. */
async function fetchProvenance(
  ports: LocatePorts,
  entry: RepositoryEntry | undefined,
  chart: URL,
  context: Context,
): Promise<Uint8Array | undefined> {
  const url = provenanceUrl(chart);
  const reply = await requestFor(ports, entry, { url, limitBytes: repositoryLimits.provenanceBytes }, context);
  if (reply.status === 200) return reply.bytes;
  // Buckets answer 403 for what is not there.
  if (reply.status === 404 || reply.status === 403 || reply.status === 410) return undefined;
  throw refusal(url, reply);
}

async function fromRegistry(ports: LocatePorts, request: ChartRequest, context: Context): Promise<LocatedChart> {
  const reference = parseReference(request.reference);
  const wish = {
    ...(request.version === undefined ? {} : { version: request.version }),
    ...(request.devel === undefined ? {} : { devel: request.devel }),
  };
  const pulled = await pullChart(ports.clientFor(reference.host), reference, context, wish);
  const { archive, provenance, fileName, archiveDigest, manifestDigest } = pulled;
  const registry = `${reference.host}/${reference.repository}`;
  return {
    fileName,
    archive,
    digest: archiveDigest,
    source: `oci://${registry}@${manifestDigest}`,
    place: { registry: registry.slice(0, registry.lastIndexOf('/')) },
    ...(provenance === undefined || request.provenance === 'skip' ? {} : { provenance }),
  };
}
