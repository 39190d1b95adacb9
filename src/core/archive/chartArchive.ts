import type { Digest } from '../../util/digest';
import type { ChartMetadata } from '../chart/metadata';

/** A packaged chart: the bytes of `<name>-<version>.tgz` and what is in them. */
export interface ChartArchive {
  /** `<name>-<version>.tgz`, the version verbatim, `+` included. */
  readonly fileName: string;
  readonly bytes: Uint8Array;
  readonly digest: Digest;
  /** What a loader finds in these very bytes: what provenance and registry configuration are made from. */
  readonly metadata: ChartMetadata;
  readonly entries: readonly ArchiveEntry[];
}

export interface ArchiveEntry {
  /** With the chart's name in front, as in the tar: `shop/Chart.yaml`. */
  readonly path: string;
  readonly sizeBytes: number;
  /** File permission bits, e.g. 0o644. */
  readonly mode: number;
  /** Whole seconds since 1970. */
  readonly mtimeSeconds: number;
}
