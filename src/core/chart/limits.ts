/** Limits on what one chart may contain in other charts. Helm has none: a package that contains itself would never end. */
export const limits = {
  /** Packed charts inside packed charts. Helm unpacks subcharts when it packages, so one level is what occurs. */
  nesting: 5,
  /** Subcharts inside subcharts, packed or not. */
  depth: 64,
  /** Bytes of all packed subcharts together, unpacked: each may be 100 MiB, and twenty fit into one chart. */
  nestedBytes: 256 * 1024 * 1024,
} as const;
