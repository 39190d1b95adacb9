import type { Digest } from '../../util/digest';

/** A chart of a release, as it was when the release began. */
export interface JournalChart {
  readonly name: string;
  readonly version: string;
  /** The chart's folder, whose policy holds. */
  readonly directory: string;
  readonly fileName: string;
  readonly archiveDigest: Digest;
  /** Addresses of the targets that it goes to. */
  readonly targets: readonly string[];
}

export interface JournalBegin {
  readonly kind: 'begin';
  readonly id: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly fingerprint: string;
  readonly signer: readonly string[];
  /** In the order in which they are published. */
  readonly charts: readonly JournalChart[];
}

/** What became true, one line each, in the order in which it did. */
export type JournalEntry =
  | JournalBegin
  | { readonly kind: 'signed'; readonly chart: string; readonly provenanceDigest: Digest }
  | {
      readonly kind: 'published';
      readonly chart: string;
      readonly target: string;
      readonly status: 'published' | 'already-there';
      readonly reference: string;
      readonly digest: string;
      readonly at: string;
    }
  | { readonly kind: 'checked'; readonly chart: string; readonly target: string; readonly at: string };

export type Published = Extract<JournalEntry, { readonly kind: 'published' }>;

/** Where a release stands. Keys of the maps: `stepKey`. */
export interface JournalState {
  readonly begin: JournalBegin;
  /** By the chart's name. */
  readonly signed: ReadonlyMap<string, Digest>;
  readonly published: ReadonlyMap<string, Published>;
  /** ISO 8601 times. */
  readonly checked: ReadonlyMap<string, string>;
}

export function stepKey(chart: string, target: string): string {
  return `${chart}\n${target}`;
}

/**
 * Reads a journal. A last line without its line end was cut off by a crash and counts for nothing: what it would have said
 * is done again, and doing a step twice is harmless. `damaged`: the number of a line that no release wrote.
 */
export function readJournal(text: string): JournalState | { readonly damaged: number } | undefined {
  const lines = text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .slice(0, -1);
  let begin: JournalBegin | undefined;
  const signed = new Map<string, Digest>();
  const published = new Map<string, Published>();
  const checked = new Map<string, string>();
  for (const [index, line] of lines.entries()) {
    const entry = parseEntry(line);
    if (entry === undefined || (entry.kind === 'begin') !== (index === 0)) return { damaged: index + 1 };
    switch (entry.kind) {
      case 'begin':
        begin = entry;
        break;
      case 'signed':
        signed.set(entry.chart, entry.provenanceDigest);
        break;
      case 'published':
        published.set(stepKey(entry.chart, entry.target), entry);
        break;
      case 'checked':
        checked.set(stepKey(entry.chart, entry.target), entry.at);
    }
  }
  return begin === undefined ? undefined : { begin, signed, published, checked };
}

export function formatEntry(entry: JournalEntry): string {
  return `${JSON.stringify(entry)}\n`;
}

const kinds: ReadonlySet<unknown> = new Set(['begin', 'signed', 'published', 'checked']);

function parseEntry(line: string): JournalEntry | undefined {
  try {
    const value = JSON.parse(line) as { readonly kind?: unknown } | null;
    return typeof value === 'object' && value !== null && kinds.has(value.kind) ? (value as JournalEntry) : undefined;
  } catch {
    return undefined;
  }
}
