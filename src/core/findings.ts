/** A half-open range of offsets in UTF-16 units. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

export type Severity = 'error' | 'warning' | 'info';

/** One replacement of a range of the text by another text. */
export interface TextFix {
  readonly range: TextRange;
  readonly newText: string;
}

/**
 * A problem in a file. Core says which (`code`) and where; the prose is made from `code` and `args` by the tables in
 * `editor` and `cli`. `helmText` is the sentence Helm prints for the same problem, when it has one.
 */
export interface Finding {
  readonly code: string;
  readonly severity: Severity;
  readonly range: TextRange;
  readonly args: Readonly<Record<string, string | number>>;
  readonly helmText?: string;
  readonly fix?: TextFix;
}
