export const limits = {
  /** Levels. Beyond some 500 the YAML library overflows the stack, and on Node 20 that can end the whole process; no chart needs 100. */
  depth: 100,
  /** Characters. Helm's own limit for one file of a chart is 5 MiB. */
  characters: 8 * 1024 * 1024,
  /** Values that aliases may add, in all: an alias bomb multiplies a few lines into millions. */
  aliasedValues: 100_000,
} as const;
