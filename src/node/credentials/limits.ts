export const credentialLimits = {
  /** Bytes. A configuration with hundreds of registries is still below this. */
  configBytes: 4 * 1024 * 1024,
  /** Bytes of a helper's answer: a name and a token; a cloud's token can be several kilobytes. */
  helperOutputBytes: 256 * 1024,
  /** Milliseconds. A helper may ask the user to unlock a key chain. */
  helperMs: 60_000,
} as const;
