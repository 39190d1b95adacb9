export const localRegistryLimits = {
  /** Bytes of one blob. Helm refuses charts over 100 MiB unpacked; images are not what this is for. */
  blobBytes: 256 * 1024 * 1024,
  /** Bytes. What the distribution specification asks registries to take. */
  manifestBytes: 4 * 1024 * 1024,
  /** Bytes of all blobs: a registry for trying out must not fill the disk. */
  storeBytes: 4 * 1024 * 1024 * 1024,
  /** Unfinished uploads at a time. */
  uploads: 64,
  /** Milliseconds after which an unfinished upload or a temporary file is nobody's: a process that was killed left it. */
  abandonedMs: 24 * 60 * 60 * 1000,
  /** Milliseconds that content without a repository is kept: a push sends blobs before the manifest that names them. */
  unnamedMs: 60 * 60 * 1000,
  /** Contents whose digest was checked and that have not changed since: they are not hashed again at each read. */
  rememberedContents: 10_000,
  /** Names of tags that are kept in memory, of about 100 bytes. */
  rememberedTags: 100_000,
  /** Connections at a time. Clients use a handful. */
  connections: 128,
  /** Milliseconds for the headers of a request, and for a whole request. Attack: connections that are opened and left. */
  headersMs: 10_000,
  requestMs: 10 * 60 * 1000,
  /** Milliseconds that the rest of a refused body is read and thrown away, so that the client sees why. */
  drainMs: 2_000,
  /** Characters of a repository's name; registries commonly stop there. */
  nameLength: 255,
  /** Entries of one page of tags or repositories, when the client does not say. */
  pageSize: 1000,
} as const;
