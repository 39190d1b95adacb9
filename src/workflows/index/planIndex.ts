import { join } from 'node:path';
import type { Context } from '../../core/context';
import { ChartReleaseError } from '../../core/errors';
import type { IndexedArchive } from '../../core/repository/addToIndex';
import { addToIndex, emptyIndex } from '../../core/repository/addToIndex';
import type { ChartIndex, ChartVersion, SkippedEntry, VersionRef } from '../../core/repository/chartIndex';
import { entryDigest, entryFile } from '../../core/repository/entryFile';
import { formatIndex } from '../../core/repository/formatIndex';
import { readIndex } from '../../core/repository/readIndex';
import { sortVersions } from '../../core/repository/sortVersions';
import { spliceIndex } from '../../core/repository/spliceIndex';
import { digestHex } from '../../util/digest';
import { encodeUtf8, equalBytes } from '../../util/bytes';
import type { GeneratedIndex, IndexPorts } from '../generateIndex';
import { goTimeOf, readPackages } from '../generateIndex';
import { limits } from '../limits';

/**
 * `add`: lists the packages given (paths below the folder). `regenerate`: lists what is in the folder, and takes out what
 * should be there and is not. `prune`: only takes out, entries that Helm leaves out among them.
 */
export type IndexEdit =
  | { readonly kind: 'add'; readonly packages: readonly string[] }
  | { readonly kind: 'regenerate' }
  | { readonly kind: 'prune' };

export interface IndexEditRequest {
  readonly directory: string;
  /** Address that the packages are under; empty makes relative URLs. */
  readonly baseUrl: string;
  readonly edit: IndexEdit;
}

/** What an edit would make of an index; nothing is written yet. */
export interface IndexPlan {
  readonly path: string;
  readonly before: Uint8Array | undefined;
  readonly text: string;
  readonly added: readonly VersionRef[];
  /** Listed with other contents so far. */
  readonly replaced: readonly VersionRef[];
  /** Not written before the user agreed to them. */
  readonly removed: readonly VersionRef[];
  /** Entries that Helm leaves out, and that would go. */
  readonly dropped: readonly SkippedEntry[];
  readonly passedOver: GeneratedIndex['passedOver'];
}

/**
 * Plans an edit of the index.yaml in a folder. A version that is listed with the same digest stays as it is, byte for byte;
 * `created` of a version never changes. Throws `index.unreadable` for an index that Helm refuses.
 */
export async function planIndex(ports: IndexPorts, request: IndexEditRequest, context: Context): Promise<IndexPlan> {
  const { directory, baseUrl, edit } = request;
  const path = join(directory, 'index.yaml');
  const now = goTimeOf(ports.clock);
  const before = await ports.store.read(path, limits.indexBytes);
  const { index, skipped } = readExisting(path, before, now);
  const all = await ports.packages.list(directory, context.signal);
  const wanted = edit.kind === 'add' ? edit.packages : edit.kind === 'regenerate' ? all : [];
  const { archives, passedOver } = await readPackages(ports, directory, wanted, context);
  const listing = new Listing(index);
  for (const archive of archives) listing.put(archive, { baseUrl, now });
  if (edit.kind !== 'add') listing.removeMissing(new Set(all), baseUrl);
  const dropped = edit.kind === 'prune' ? skipped : [];
  const isChanged = listing.isChanged || dropped.length > 0 || before === undefined;
  const next = { ...listing.index(), generated: isChanged ? now : index.generated };
  const text = before === undefined ? formatIndex(next, 'yaml') : spliceIndex(before, next, edit.kind === 'prune');
  const { added, replaced, removed } = listing;
  return { path, before, text, added, replaced, removed, dropped, passedOver };
}

/** Writes what was planned. Throws `index.changed` when the file is not what it was. */
export async function applyIndexPlan({ store }: Pick<IndexPorts, 'store'>, plan: IndexPlan): Promise<void> {
  const there = await store.read(plan.path, limits.indexBytes);
  const isSame =
    there === undefined || plan.before === undefined ? there === plan.before : equalBytes(there, plan.before);
  if (!isSame) throw new ChartReleaseError('index.changed', { path: plan.path });
  await store.write(plan.path, encodeUtf8(plan.text));
}

function readExisting(
  path: string,
  bytes: Uint8Array | undefined,
  now: string,
): { readonly index: ChartIndex; readonly skipped: readonly SkippedEntry[] } {
  if (bytes === undefined) return { index: emptyIndex(now), skipped: [] };
  const { index, skipped, problems } = readIndex(bytes);
  if (index === undefined)
    throw new ChartReleaseError('index.unreadable', { path, helmText: problems[0]?.helmText ?? '' });
  return { index, skipped };
}

class Listing {
  readonly added: VersionRef[] = [];
  readonly replaced: VersionRef[] = [];
  readonly removed: VersionRef[] = [];
  readonly #entries: Map<string, readonly ChartVersion[]>;

  constructor(private readonly before: ChartIndex) {
    this.#entries = new Map(before.entries);
  }

  get isChanged(): boolean {
    return this.added.length + this.replaced.length + this.removed.length > 0;
  }

  index(): ChartIndex {
    return { ...this.before, entries: this.#entries };
  }

  put(archive: IndexedArchive, options: { readonly baseUrl: string; readonly now: string }): void {
    const { name: chart, version } = archive.metadata;
    const made = addToIndex(emptyIndex(options.now), [archive], options).entries.get(chart)?.[0];
    const versions = this.#entries.get(chart) ?? [];
    const listed = versions.find(({ metadata }) => metadata.version === version);
    if (made === undefined || (listed !== undefined && entryDigest(listed) === digestHex(archive.digest))) return;
    const entry = listed === undefined ? made : { ...made, created: listed.created };
    (listed === undefined ? this.added : this.replaced).push({ chart, version });
    this.#entries.set(chart, sortVersions([...versions.filter(other => other !== listed), entry]));
  }

  /** Takes out what names a file of the folder that is not there. */
  removeMissing(files: ReadonlySet<string>, baseUrl: string): void {
    for (const [chart, versions] of this.#entries) {
      const kept = versions.filter(version => {
        const file = entryFile(version, baseUrl);
        return file === undefined || files.has(file);
      });
      if (kept.length === versions.length) continue;
      for (const { metadata } of versions.filter(version => !kept.includes(version)))
        this.removed.push({ chart, version: metadata.version });
      if (kept.length === 0) this.#entries.delete(chart);
      else this.#entries.set(chart, kept);
    }
  }
}
