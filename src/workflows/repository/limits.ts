const mebibyte = 1024 * 1024;

/** Bounds on what a chart repository can make us hold, and on what is asked of it at once. */
export const repositoryLimits = {
  /** Bytes. The largest public indexes are below 30 MB; Flux stops at 50 MiB, an own index may be larger. */
  indexBytes: 256 * mebibyte,
  /** Bytes. Helm refuses charts over 100 MiB unpacked. */
  chartBytes: 100 * mebibyte,
  /** Bytes. A provenance file holds Chart.yaml and a signature. */
  provenanceBytes: 4 * mebibyte,
  /** Bytes of `repositories.yaml`; one with thousands of repositories is below this. */
  configBytes: 16 * mebibyte,
  /** Repositories that are asked at the same time. */
  concurrentUpdates: 4,
  /** Milliseconds between two looks at an index that a server makes after it took a package. */
  listedPollMs: 1000,
  /** Looks at the index of such a server before it is said that the package is not listed yet. */
  listedPolls: 20,
  /** Attempts to write an index that other writers change at the same time. */
  indexAttempts: 8,
  /** Bytes of the answer to an upload. */
  answerBytes: mebibyte,
} as const;
