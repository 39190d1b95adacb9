import type { ChartFile } from '../chart/chart';
import type { ChartReleaseError } from '../errors';

export type PathKind = 'file' | 'folder' | 'other';

/** The files beside Chart.yaml that the rules read, whatever .helmignore says of them. */
export const lintedFiles = ['Chart.yaml', 'Chart.lock', 'values.yaml', 'values.schema.json', '.helmignore'] as const;

export type LintedFile = (typeof lintedFiles)[number];

/** A chart folder as the rules look at it. */
export interface ChartFolder {
  /** Bytes of the files that are there. */
  readonly contents: ReadonlyMap<LintedFile, Uint8Array>;
  readonly templates: PathKind | undefined;
  readonly crds: PathKind | undefined;
  /** The files as Helm walks them, pruned by .helmignore; or why Helm cannot read the folder. */
  readonly files: readonly ChartFile[] | ChartReleaseError;
  /** Of the `file://` dependencies, those that lead to no chart. */
  readonly missingFolders: readonly string[];
}
