/** Chart.yaml, decoded as Helm decodes it (pkg/chart/v2 Metadata). Absent and empty are the same: the key is left out. */
export interface ChartMetadata {
  readonly name: string;
  readonly version: string;
  /** `v1` when Chart.yaml does not say. */
  readonly apiVersion: string;
  readonly home?: string;
  readonly sources?: readonly string[];
  readonly description?: string;
  readonly keywords?: readonly string[];
  readonly maintainers?: readonly Maintainer[];
  readonly icon?: string;
  readonly condition?: string;
  readonly tags?: string;
  readonly appVersion?: string;
  readonly deprecated?: boolean;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly kubeVersion?: string;
  readonly dependencies?: readonly Dependency[];
  readonly type?: string;
}

/** Metadata as decoded, before validation: Helm decodes an empty list item to a null and refuses it later. */
export type DecodedMetadata = Omit<ChartMetadata, 'maintainers' | 'dependencies'> & {
  readonly maintainers?: readonly (Maintainer | null)[];
  readonly dependencies?: readonly (Dependency | null)[];
};

export interface Maintainer {
  readonly name?: string;
  readonly email?: string;
  readonly url?: string;
}

export interface Dependency {
  readonly name: string;
  readonly version?: string;
  readonly repository: string;
  readonly condition?: string;
  readonly tags?: readonly string[];
  readonly enabled?: boolean;
  readonly importValues?: readonly unknown[];
  readonly alias?: string;
}

/** Chart.lock (pkg/chart/v2 Lock). */
export interface ChartLock {
  /** RFC 3339 as Go prints it; `0001-01-01T00:00:00Z` when absent. */
  readonly generated: string;
  readonly digest: string;
  readonly dependencies?: readonly Dependency[];
}
