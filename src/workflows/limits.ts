/** Looking up public keys. */
export const keySourceLimits = {
  /** Bytes. A flooded key has more; what signs charts has some kilobytes. */
  bytes: 1024 * 1024,
  /** Milliseconds for one address, redirects included. */
  timeoutMs: 20_000,
  /** Redirects within a host. */
  redirects: 3,
} as const;

/** What a workflow reads whole into memory. */
export const limits = {
  /** Bytes of an artifacthub-repo.yml: owners and a few switches. */
  metadataBytes: 256 * 1024,
  /** Bytes. Helm refuses to load more than 100 MiB unpacked; a package larger than that packed cannot be a usable chart. */
  archiveBytes: 100 * 1024 * 1024,
  /** Bytes. A provenance file is a few kilobytes; an endless one must not fill the memory. */
  provenanceBytes: 4 * 1024 * 1024,
  /** Bytes. The largest public index has some 30 MB; Flux refuses more than 50 MiB. */
  indexBytes: 256 * 1024 * 1024,
  /** Bytes. A key file with thousands of certifications is still below this. */
  keyFileBytes: 16 * 1024 * 1024,
  /** Charts. More asked for at once would look like an attack to a registry, and hold more packages in memory. */
  planned: 6,
} as const;
