import type { Context } from '../core/context';
import { ChartReleaseError } from '../core/errors';
import type { ArtifactHubResult } from '../core/registry/artifactHub';
import { artifactHubTag, pushArtifactHubMetadata } from '../core/registry/artifactHub';
import type { RegistryClient } from '../core/registry/client';
import { parseReference } from '../core/registry/reference';
import { parseGoYamlBytes } from '../core/yaml/goYaml';
import { limits } from './limits';
import type { FileStore, PolicySource } from './ports';

export interface ArtifactHubPorts {
  readonly store: FileStore;
  readonly policies: PolicySource;
  readonly clientFor: (host: string) => RegistryClient;
}

export interface ArtifactHubRequest {
  /** Absolute path of an `artifacthub-repo.yml`. */
  readonly path: string;
  /** Whose policy holds. */
  readonly directory: string;
  /** The chart that it is about: `oci://host/path/chart`, without a tag. */
  readonly chart: string;
}

/**
 * Publishes the metadata of a chart's repository for Artifact Hub. Throws `file.notFound`, `registry.badMetadata`,
 * `registry.badReference`, `policy.destinationNotAllowed` and what `RegistryClient` throws.
 */
export async function publishArtifactHub(
  ports: ArtifactHubPorts,
  { path, directory, chart }: ArtifactHubRequest,
  context: Context,
): Promise<ArtifactHubResult & { readonly reference: string }> {
  const { host, repository, tag, digest } = parseReference(chart);
  if (tag !== undefined || digest !== undefined)
    throw new ChartReleaseError('registry.badReference', { reference: chart, reason: 'tag' });
  const bytes = await ports.store.read(path, limits.metadataBytes);
  if (bytes === undefined) throw new ChartReleaseError('file.notFound', { path });
  requireMetadata(bytes, path);
  (await ports.policies.policiesFor(directory)).requireDestination({ registry: `${host}/${repository}` });
  const result = await pushArtifactHubMetadata(ports.clientFor(host), repository, bytes, context);
  return { ...result, reference: `oci://${host}/${repository}:${artifactHubTag}` };
}

/** As much as Artifact Hub needs to find: who owns it, or which repository of its own it is about. */
function requireMetadata(bytes: Uint8Array, path: string): void {
  const { root, problem } = parseGoYamlBytes(bytes);
  const bad = (reason: string): ChartReleaseError => new ChartReleaseError('registry.badMetadata', { path, reason });
  if (problem !== undefined) throw bad(problem.goText);
  const keys = root?.kind === 'map' ? root.entries.map(({ key }) => key.text) : [];
  if (!['repositoryID', 'owners', 'ignore'].some(key => keys.includes(key)))
    throw bad('neither repositoryID nor owners nor ignore');
}
