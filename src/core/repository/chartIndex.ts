import type { DecodedMetadata } from '../chart/metadata';
import type { TextRange } from '../findings';

/** The index of a chart repository, as Helm holds `index.yaml` (pkg/repo IndexFile). */
export interface ChartIndex {
  readonly apiVersion: string;
  /** RFC 3339 as Go prints it. */
  readonly generated: string;
  /** By the key in the file, which search and pull use; each list newest first. */
  readonly entries: ReadonlyMap<string, readonly ChartVersion[]>;
  readonly publicKeys?: readonly string[];
  readonly annotations?: Readonly<Record<string, string>>;
}

/** One version of a chart in an index (pkg/repo ChartVersion). */
export interface ChartVersion {
  /** Sanitised and valid, but that dependencies may be repeated: Helm lets that pass here. */
  readonly metadata: DecodedMetadata;
  /** As written: absolute, or relative to the address of the index. Helm only uses the first. */
  readonly urls: readonly string[];
  /** RFC 3339 as Go prints it; `0001-01-01T00:00:00Z` when absent. */
  readonly created: string;
  /** As written: bare hexadecimal, or with `sha256:`; Helm never compares it. */
  readonly digest?: string;
  readonly removed?: boolean;
  /** What Helm 2 wrote and Helm still carries along. */
  readonly legacy?: LegacyFields;
}

export interface LegacyFields {
  readonly checksum?: string;
  readonly engine?: string;
  readonly tillerVersion?: string;
  readonly url?: string;
}

/** Whose rules count where the two differ: Helm 3.17.1 or 4.1.4. */
export type HelmRules = 'helm3' | 'helm4';

/** An entry that Helm leaves out, with a warning that few people see. */
export interface SkippedEntry {
  /** The key in the file. */
  readonly chart: string;
  /** As written; empty when there is none. */
  readonly version: string;
  /** Position in the list of the chart, counted from 0, as the file has it. */
  readonly position: number;
  /** Helm's reason: `validation: chart.metadata.version "latest" is invalid`, `empty entry`. */
  readonly helmText: string;
  /** Helm 3.17.1 crashes on this one. */
  readonly crashesHelm3: boolean;
  readonly range: TextRange;
}

/** Why Helm refuses the whole index. */
export interface IndexProblem {
  readonly reason:
    'empty' | 'notUtf8' | 'syntax' | 'repeatedKey' | 'unknownKey' | 'wrongType' | 'time' | 'noApiVersion';
  /** What Helm prints. */
  readonly helmText: string;
  readonly range: TextRange;
}

/** `index` is missing exactly when there are problems. */
export interface ReadIndex {
  readonly index?: ChartIndex;
  readonly skipped: readonly SkippedEntry[];
  readonly problems: readonly IndexProblem[];
}

/** A version of a chart, to name it. */
export interface VersionRef {
  readonly chart: string;
  readonly version: string;
}

export const zeroTime = '0001-01-01T00:00:00Z';
