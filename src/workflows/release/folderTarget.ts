import { join } from 'node:path';
import { loadArchive } from '../../core/archive/loadArchive';
import { compareVersions, parseVersion } from '../../core/chart/version';
import { ChartReleaseError } from '../../core/errors';
import type { ChartIndex, ChartVersion } from '../../core/repository/chartIndex';
import { readIndex } from '../../core/repository/readIndex';
import { equalBytes } from '../../util/bytes';
import type { Digest } from '../../util/digest';
import { sha256 } from '../../util/digest';
import { limits } from '../limits';
import type { FolderPorts } from '../publish/publishToFolder';
import { publishUploads } from '../publish/publishToFolder';
import { requirePublishable } from '../requirePublishable';
import type { PublishedChart, ReleaseTarget } from './ports';

/**
 * Publishing into a folder that is served as a chart repository: package, provenance, then the index, so that whoever reads
 * at any moment finds everything that is listed. `address`: absolute path of the folder. Throws `repository.packageExists`
 * for another package of the same version, listed or not.
 */
export function folderTarget(address: string, ports: FolderPorts): ReleaseTarget {
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
    async publish({ directory, fileName, archive: bytes, provenance }, context) {
      await requirePublishable(ports, { directory, fileName, bytes, provenance, repository: address });
      const path = join(address, fileName);
      const digest = sha256(bytes);
      const there = await store.read(`${path}.prov`, limits.provenanceBytes);
      const upload = { fileName, bytes, digest, metadata: loadArchive(bytes).metadata, provenance };
      const [published] = await publishUploads(ports, { directory: address }, [upload], context);
      const isThere = published?.outcome === 'unchanged' && there !== undefined && equalBytes(there, provenance);
      return { status: isThere ? 'already-there' : 'published', reference: path, digest };
    },
    writes(name, version) {
      const path = join(address, `${name}-${version}.tgz`);
      return [path, `${path}.prov`, indexPath];
    },
  };
}

/** Entries of other places, and of files elsewhere, cannot be read here: the name that a package of this version has. */
function pathOf(address: string, entry: ChartVersion): string {
  const url = entry.urls[0] ?? '';
  const fileName = url.slice(url.lastIndexOf('/') + 1);
  return join(address, fileName === '' ? `${entry.metadata.name}-${entry.metadata.version}.tgz` : fileName);
}
