import type { Digest } from '../../util/digest';
import { isDigest } from '../../util/digest';
import { ChartReleaseError } from '../errors';

/** Where a chart is in a registry. With both, the digest decides and the tag must not contradict it. */
export interface Reference {
  /** `name[:port]`, as it was written; requests for `docker.io` go to `apiHost`. */
  readonly host: string;
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: Digest;
}

export interface ChartReference extends Reference {
  readonly tag: string;
}

const scheme = /^oci:\/\//i;
const anyScheme = /^[a-z][a-z0-9+.-]*:\/\//i;
const hostPattern = /^(?:[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?$/i;
// The grammar of the distribution specification, as oras-go checks it. The alternatives of a separator exclude each
// other, so that a hostile name cannot make the match slow.
const repositoryPattern = /^[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*)*$/;
const tagPattern = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;

/**
 * Reads `oci://host[:port]/path[:tag][@digest]`. An empty tag (`path:`) is no tag, as in Helm. A query, user name or
 * fragment is not part of the grammar. Throws `registry.badReference` with the reason `scheme`, `unsupported-scheme`, `host`,
 * `repository`, `tag` or `digest`.
 */
export function parseReference(text: string): Reference {
  const { host, path } = splitHost(text);
  const at = path.indexOf('@');
  const digest = at === -1 ? undefined : path.slice(at + 1);
  const named = at === -1 ? path : path.slice(0, at);
  const colon = named.indexOf(':');
  const repository = colon === -1 ? named : named.slice(0, colon);
  const tag = colon === -1 ? '' : named.slice(colon + 1);
  if (!isRepository(repository)) throw bad(text, 'repository');
  if (tag !== '' && !isTag(tag)) throw bad(text, 'tag');
  if (digest !== undefined && !isDigest(digest)) throw bad(text, 'digest');
  return { host, repository, ...(tag === '' ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
}

/** A place for charts, without the name of one; `repository` is empty when charts are directly under the host. */
export interface Target {
  readonly host: string;
  readonly repository: string;
}

/** Reads `oci://host[:port][/path]`. Slashes at the end and doubled ones count once. Throws `registry.badReference`. */
export function parseTarget(text: string): Target {
  const { host, path } = splitHost(text);
  if (path.includes('@')) throw bad(text, 'digest');
  if (path.includes(':')) throw bad(text, 'tag');
  const repository = path
    .split('/')
    .filter(segment => segment !== '')
    .join('/');
  if (repository !== '' && !isRepository(repository)) throw bad(text, 'repository');
  return { host, repository };
}

/**
 * Where `helm push` puts a chart: the name is added to the target's path and every `+` of the version becomes `_`
 * (pkg/pusher ocipusher.go). Throws `registry.badReference`.
 */
export function chartReference(target: string, name: string, version: string): ChartReference {
  const { host, repository: path } = parseTarget(target);
  const repository = path === '' ? name : `${path}/${name}`;
  // A name with a slash in it would lead into a repository that the user did not name.
  if (name.includes('/') || !isRepository(repository)) throw bad(`oci://${host}/${repository}`, 'repository');
  const tag = versionToTag(version);
  if (!isTag(tag)) throw bad(`oci://${host}/${repository}:${version}`, 'tag');
  return { host, repository, tag };
}

/** `oci://host/repository[:tag][@digest]`; what `parseReference` reads. */
export function formatReference(reference: Reference): string {
  const tag = reference.tag === undefined ? '' : `:${reference.tag}`;
  const digest = reference.digest === undefined ? '' : `@${reference.digest}`;
  return `oci://${reference.host}/${reference.repository}${tag}${digest}`;
}

/** The host that answers for `host`: Docker Hub's API is at another name than its references carry (oras-go does the same). */
export function apiHost(host: string): string {
  return host === 'docker.io' || host === 'index.docker.io' ? 'registry-1.docker.io' : host;
}

/** A tag cannot hold `+`: Helm writes every `+` as `_`. */
export function versionToTag(version: string): string {
  return version.replaceAll('+', '_');
}

/** The version a tag stands for: every `_` is a `+` (a semantic version has no `_` of its own). */
export function tagToVersion(tag: string): string {
  return tag.replaceAll('_', '+');
}

export function isTag(text: string): boolean {
  return tagPattern.test(text);
}

export function isRepository(text: string): boolean {
  return repositoryPattern.test(text);
}

function splitHost(text: string): { readonly host: string; readonly path: string } {
  if (!scheme.test(text)) throw bad(text, anyScheme.test(text) ? 'unsupported-scheme' : 'scheme');
  const rest = text.replace(scheme, '');
  const slash = rest.indexOf('/');
  const host = slash === -1 ? rest : rest.slice(0, slash);
  if (!hostPattern.test(host) || portOf(host) > 65535) throw bad(text, 'host');
  return { host, path: slash === -1 ? '' : rest.slice(slash + 1) };
}

function portOf(host: string): number {
  return Number(/:([0-9]+)$/.exec(host)?.[1] ?? 0);
}

function bad(reference: string, reason: string): ChartReleaseError<'registry.badReference'> {
  return new ChartReleaseError('registry.badReference', { reference, reason });
}
