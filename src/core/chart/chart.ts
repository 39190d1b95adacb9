import type { ChartLock, ChartMetadata } from './metadata';

/** A `/`-separated path inside a chart, relative to its root, without `.`, `..` or a leading slash. */
export type ChartPath = string & { readonly __brand: 'ChartPath' };

export interface ChartFile {
  readonly path: ChartPath;
  readonly bytes: Uint8Array;
  /** Modification time in seconds since 1970 (may have a fraction); `undefined` when unknown. */
  readonly mtimeSeconds?: number;
}

/** A chart as Helm 4.1.4 holds it after loading (pkg/chart/v2 Chart). Files keep walk or archive order. */
export interface Chart {
  readonly metadata: ChartMetadata;
  readonly lock?: ChartLock;
  /** `Chart.yaml` as it was read; what is packaged is re-serialised. */
  readonly chartFile: ChartFile;
  readonly lockFile?: ChartFile;
  readonly values?: ChartFile;
  readonly schema?: ChartFile;
  /** Everything below `templates/`. */
  readonly templates: readonly ChartFile[];
  /** All other files: crds, README, .helmignore, v1 requirements files, charts/*.prov. */
  readonly files: readonly ChartFile[];
  /** Subcharts, sorted by the name of their directory or archive in `charts/` (Helm's own order is random). */
  readonly dependencies: readonly Chart[];
  readonly warnings: readonly LoadWarning[];
}

/** Something Helm goes on from, and the user should know. */
export interface LoadWarning {
  readonly code: 'symlinkFollowed' | 'requirementsInV2' | 'requirementsLockInV2' | 'subchartIgnored' | 'bomStripped';
  readonly path: string;
  /** For `symlinkFollowed`: where the link leads. */
  readonly target?: string;
}
