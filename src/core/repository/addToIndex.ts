import { posix } from 'node:path';
import type { ChartMetadata } from '../chart/metadata';
import type { Digest } from '../../util/digest';
import { digestHex } from '../../util/digest';
import type { ChartIndex, ChartVersion } from './chartIndex';
import { joinUrl } from './joinUrl';
import { sortVersions } from './sortVersions';

/** A package that is to be listed. */
export interface IndexedArchive {
  /** Path below the folder of the index, with `/`. */
  readonly path: string;
  readonly metadata: ChartMetadata;
  readonly digest: Digest;
}

export interface IndexOptions {
  /** Address that the packages are under; empty makes relative URLs. */
  readonly baseUrl: string;
  /** RFC 3339. */
  readonly now: string;
}

export function emptyIndex(now: string): ChartIndex {
  return { apiVersion: 'v1', generated: now, entries: new Map() };
}

/** An index of packages, as `helm repo index` makes it (pkg/repo IndexDirectory). The order given counts among equals. */
export function indexArchives(archives: readonly IndexedArchive[], options: IndexOptions): ChartIndex {
  return addToIndex(emptyIndex(options.now), archives, options);
}

/** Adds packages behind what is there; nothing is replaced, and a version may then be listed twice, as Helm does it. */
export function addToIndex(index: ChartIndex, archives: readonly IndexedArchive[], options: IndexOptions): ChartIndex {
  const added = new Map<string, ChartVersion[]>();
  for (const archive of archives) {
    const { name } = archive.metadata;
    const list = added.get(name);
    const version = versionOf(archive, options);
    if (list === undefined) added.set(name, [version]);
    else list.push(version);
  }
  const entries = new Map(index.entries);
  for (const [name, versions] of added) entries.set(name, sortVersions([...(entries.get(name) ?? []), ...versions]));
  return { ...index, generated: options.now, entries };
}

function versionOf({ path, metadata, digest }: IndexedArchive, { baseUrl, now }: IndexOptions): ChartVersion {
  return { metadata, urls: [archiveUrl(path, baseUrl)], created: now, digest: digestHex(digest) };
}

/** Only what is in a subfolder or below an address is escaped: Helm takes a bare file name as it is. */
export function archiveUrl(path: string, baseUrl: string): string {
  const parent = posix.dirname(path);
  const folder = joinUrl(baseUrl, parent === '.' ? '' : `${parent}/`);
  const fileName = posix.basename(path);
  return folder === '' ? fileName : joinUrl(folder, fileName);
}
