import { join } from 'node:path';
import { loadArchive } from '../../core/archive/loadArchive';
import { compareVersions, parseVersion } from '../../core/chart/version';
import { ChartReleaseError } from '../../core/errors';
import { addToIndex, emptyIndex } from '../../core/repository/addToIndex';
import type { ChartIndex, ChartVersion } from '../../core/repository/chartIndex';
import { formatIndex } from '../../core/repository/formatIndex';
import { readIndex } from '../../core/repository/readIndex';
import { encodeUtf8 } from '../../util/bytes';
import type { Digest } from '../../util/digest';
import { sha256 } from '../../util/digest';
import { goTimeOf } from '../generateIndex';
import { limits } from '../limits';
import { requirePublishable } from '../requirePublishable';
import type { VerifyPorts } from '../verifyChart';
import type { PublishedChart, ReleasePackage, ReleaseTarget } from './ports';

/**
 * Publishing into a folder that is served as a chart repository: package, provenance, then the index, so that whoever reads
 * at any moment finds everything that is listed. `address`: absolute path of the folder. Throws `file.exists` for another
 * package of the same version, listed or not.
 */
export function folderTarget(address: string, ports: VerifyPorts): ReleaseTarget {
  const { store } = ports;
  const indexPath = join(address, 'index.yaml');

  /** A plan asks for hundreds of charts: the index is parsed again only when it changed. */
  let last: { readonly digest: Digest; readonly index: ChartIndex } | undefined;

  const index = async (): Promise<ChartIndex | undefined> => {
    const bytes = await store.read(indexPath, limits.indexBytes);
    if (bytes === undefined) return undefined;
    const digest = sha256(bytes);
    if (last?.digest === digest) return last.index;
    const { index: found, problems } = readIndex(bytes);
    if (found === undefined)
      throw new ChartReleaseError('index.unreadable', { path: indexPath, helmText: problems[0]?.helmText ?? '' });
    last = { digest, index: found };
    return found;
  };
  const published = async (entry: ChartVersion): Promise<PublishedChart> => {
    const path = pathOf(address, entry);
    const bytes = await store.read(path, limits.archiveBytes);
    const digest = bytes === undefined ? (`sha256:${entry.digest ?? ''}` as Digest) : sha256(bytes);
    return { version: entry.metadata.version, archiveDigest: digest, reference: path };
  };
  const listed = async (name: string): Promise<readonly ChartVersion[]> => (await index())?.entries.get(name) ?? [];

  return {
    address,
    kind: 'repository',
    origin: () => ({ repository: address }),
    async find(name, version) {
      const entry = (await listed(name)).find(({ metadata }) => metadata.version === version);
      return entry === undefined ? undefined : published(entry);
    },
    async newest(name, atMost) {
      const highest = parseVersion(atMost);
      const entry = (await listed(name)).find(({ metadata }) => {
        const version = parseVersion(metadata.version);
        return version !== undefined && (highest === undefined || compareVersions(version, highest) <= 0);
      });
      return entry === undefined ? undefined : published(entry);
    },
    async pull(name, version) {
      const entry = (await listed(name)).find(({ metadata }) => metadata.version === version);
      const path = entry === undefined ? join(address, `${name}-${version}.tgz`) : pathOf(address, entry);
      const archive = entry === undefined ? undefined : await store.read(path, limits.archiveBytes);
      if (archive === undefined) throw new ChartReleaseError('file.notFound', { path });
      const provenance = await store.read(`${path}.prov`, limits.provenanceBytes);
      return { archive, ...(provenance === undefined ? {} : { provenance }) };
    },
    async publish(chart) {
      const { directory, fileName, archive: bytes, provenance } = chart;
      await requirePublishable(ports, { directory, fileName, bytes, provenance, repository: address });
      const path = join(address, fileName);
      const digest = sha256(bytes);
      await refuseOther(path, digest);
      const before = (await index()) ?? emptyIndex(goTimeOf(ports.clock));
      const entry = before.entries.get(chart.name)?.find(({ metadata }) => metadata.version === chart.version);
      if (entry !== undefined) await refuseOther(pathOf(address, entry), digest);
      const there = await store.read(`${path}.prov`, limits.provenanceBytes);
      const isThere = entry !== undefined && there !== undefined && sha256(there) === sha256(provenance);
      if (isThere) return { status: 'already-there', reference: path, digest };
      await store.write(path, bytes);
      await store.write(`${path}.prov`, provenance);
      if (entry === undefined) await store.write(indexPath, encodeUtf8(withChart(before, chart, digest)));
      return { status: 'published', reference: path, digest };
    },
    writes(name, version) {
      const path = join(address, `${name}-${version}.tgz`);
      return [path, `${path}.prov`, indexPath];
    },
  };

  async function refuseOther(path: string, ours: Digest): Promise<void> {
    const there = await store.read(path, limits.archiveBytes);
    if (there === undefined) return;
    const existing = sha256(there);
    if (existing !== ours) throw new ChartReleaseError('file.exists', { path, existing, ours });
  }

  function withChart(before: ChartIndex, chart: ReleasePackage, digest: Digest): string {
    const { metadata } = loadArchive(chart.archive);
    const after = addToIndex(before, [{ path: chart.fileName, metadata, digest }], {
      baseUrl: '',
      now: goTimeOf(ports.clock),
    });
    return formatIndex(after, 'yaml');
  }
}

/** Entries of other places, and of files elsewhere, cannot be read here: the name that a package of this version has. */
function pathOf(address: string, entry: ChartVersion): string {
  const url = entry.urls[0] ?? '';
  const fileName = url.slice(url.lastIndexOf('/') + 1);
  return join(address, fileName === '' ? `${entry.metadata.name}-${entry.metadata.version}.tgz` : fileName);
}
