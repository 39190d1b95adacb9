import type { Context } from '../../core/context';
import type { Commit } from '../../core/release/changelog';
import type { Digest } from '../../util/digest';

/** A version of a chart that a target holds. */
export interface PublishedChart {
  readonly version: string;
  /** Of the package. */
  readonly archiveDigest: Digest;
  /** Where it is, in the form people copy: `oci://…:tag`, or the address of the package. */
  readonly reference: string;
}

export interface ReleasePackage {
  /** The chart's folder, whose policy holds. */
  readonly directory: string;
  readonly name: string;
  readonly version: string;
  readonly fileName: string;
  readonly archive: Uint8Array;
  readonly provenance: Uint8Array;
}

export interface PublishedPackage {
  readonly status: 'published' | 'already-there';
  readonly reference: string;
  /** What pins it: the manifest's digest in a registry, the package's in a repository. */
  readonly digest: string;
}

/**
 * A place that a release goes to. Publishing the same package with the same provenance twice is harmless: the second time
 * says `already-there`. Another package of the same version is never replaced: that throws.
 */
export interface ReleaseTarget {
  /** As the user wrote it: `oci://host/path`, or an absolute folder. */
  readonly address: string;
  readonly kind: 'registry' | 'repository';
  /** Where a chart from here comes from, as trust and policies name it. */
  origin(name: string): { readonly registry: string } | { readonly repository: string };
  find(name: string, version: string, context: Context): Promise<PublishedChart | undefined>;
  /** The highest version that is not above `atMost`, prereleases among them. */
  newest(name: string, atMost: string, context: Context): Promise<PublishedChart | undefined>;
  pull(
    name: string,
    version: string,
    context: Context,
  ): Promise<{ readonly archive: Uint8Array; readonly provenance?: Uint8Array }>;
  publish(chart: ReleasePackage, context: Context): Promise<PublishedPackage>;
  /** Every file and remote object that publishing writes. */
  writes(name: string, version: string): readonly string[];
}

/** Commits that touched a chart since it was released as `version`; all of them for `undefined`. */
export interface ChartHistory {
  commitsSince(
    directory: string,
    name: string,
    version: string | undefined,
    signal: AbortSignal,
  ): Promise<readonly Commit[]>;
}

/** The lines of a release's journal, each durable before `append` returns. */
export interface JournalStore {
  /** For messages. */
  readonly path: string;
  read(): Promise<string | undefined>;
  append(line: string): Promise<void>;
  clear(): Promise<void>;
  /** Throws `release.running` while another living process holds it. The result gives it back. */
  lock(): Promise<() => Promise<void>>;
}
