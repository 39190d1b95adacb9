export const limits = {
  /** Levels. The reader has a stack of its own, but what walks its trees does not; no chart needs 100. */
  depth: 100,
  /** Characters. Helm's own limit for one file of a chart is 5 MiB. */
  characters: 8 * 1024 * 1024,
  /** Values that aliases may add, in all: an alias bomb multiplies a few lines into millions. */
  aliasedValues: 100_000,
} as const;
