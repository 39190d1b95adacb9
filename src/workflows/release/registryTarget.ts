import { compareVersions, parseVersion } from '../../core/chart/version';
import type { Context } from '../../core/context';
import { ChartReleaseError } from '../../core/errors';
import type { RegistryClient } from '../../core/registry/client';
import { mediaTypes } from '../../core/registry/mediaTypes';
import { pullChart } from '../../core/registry/pullChart';
import { chartReference, formatReference } from '../../core/registry/reference';
import { chartVersions } from '../../core/registry/resolveVersion';
import type { PushPorts } from '../pushChart';
import { pushBytes } from '../pushChart';
import type { PublishedChart, ReleaseTarget } from './ports';

/** Publishing to an OCI registry. `address`: `oci://host[:port]/path`, without the chart's name. */
export function registryTarget(
  address: string,
  ports: Pick<PushPorts, 'clientFor' | 'keys' | 'clock' | 'policies'>,
): ReleaseTarget {
  const { clientFor } = ports;
  const find = async (name: string, version: string, context: Context): Promise<PublishedChart | undefined> => {
    const reference = chartReference(address, name, version);
    const client = clientFor(reference.host);
    const head = await client.headManifest(reference.repository, reference.tag, context);
    if (head === undefined) return undefined;
    const { document } = await client.getManifest(reference.repository, head.digest, context);
    const layers = document.kind === 'manifest' ? document.layers : [];
    const types: readonly string[] = [mediaTypes.chart, mediaTypes.legacyChart];
    const layer = layers.find(({ mediaType }) => types.includes(mediaType));
    // Something else under the version's tag: never the same package, and never to be replaced.
    return { version, archiveDigest: layer?.digest ?? head.digest, reference: formatReference(reference) };
  };
  return {
    address,
    kind: 'registry',
    origin(name) {
      const { host, repository } = chartReference(address, name, '0.0.0');
      return { registry: `${host}/${repository}` };
    },
    find,
    async newest(name, atMost, context) {
      const { host, repository } = chartReference(address, name, '0.0.0');
      const tags = await listTags(clientFor(host), repository, context);
      const highest = parseVersion(atMost);
      const newest = chartVersions(tags).find(
        ({ version }) => highest === undefined || compareVersions(version, highest) <= 0,
      );
      return newest === undefined ? undefined : find(name, newest.version.original, context);
    },
    async pull(name, version, context) {
      const reference = chartReference(address, name, version);
      const { archive, provenance } = await pullChart(clientFor(reference.host), reference, context);
      return { archive, ...(provenance === undefined ? {} : { provenance }) };
    },
    async publish(chart, context) {
      const { directory, fileName, archive, provenance } = chart;
      const result = await pushBytes(
        ports,
        { target: address, directory, fileName, bytes: archive, provenance },
        context,
      );
      const status = result.status === 'pushed' ? 'published' : 'already-there';
      return { status, reference: result.reference, digest: result.manifestDigest };
    },
    writes(name, version) {
      return [formatReference(chartReference(address, name, version))];
    },
  };
}

/** A repository that does not exist has no tags. */
async function listTags(client: RegistryClient, repository: string, context: Context): Promise<readonly string[]> {
  try {
    return await client.listTags(repository, context);
  } catch (error) {
    if (ChartReleaseError.is(error, 'registry.notFound')) return [];
    throw error;
  }
}
