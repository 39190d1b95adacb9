/** Limits on what is read from an archive. The first two are Helm's own (since 3.17.3); the others stop what Helm lets through. */
export const limits = {
  /** Bytes of one file, inclusive. */
  fileBytes: 5 * 1024 * 1024,
  /** Bytes of all files; Helm refuses exactly this many. */
  totalBytes: 100 * 1024 * 1024,
  /** Bytes of the tar itself: the files and a generous share for headers. */
  tarBytes: 116 * 1024 * 1024,
  /** Entries. The largest public charts have a few hundred; 20,000 empty ones stall every tree view. */
  entries: 10_000,
  /** Levels of a path. */
  depth: 64,
  /** UTF-8 bytes of one path component: what file systems hold. */
  nameBytes: 255,
  /** UTF-8 bytes of a whole path. */
  pathBytes: 4096,
  /** How many times larger the tar may be than the archive, beyond `ratioFreeBytes`: a bomb is over 1,000. */
  ratio: 200,
  /** Bytes of a tar that the ratio does not count for: a file of 5 MiB that repeats itself is one that Helm loads. */
  ratioFreeBytes: 16 * 1024 * 1024,
  /** Bytes of a PAX header: a few records. */
  paxBytes: 64 * 1024,
} as const;
