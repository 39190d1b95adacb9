/** Limits on walking a chart folder. */
export const walkLimits = {
  /** Files and folders looked at, ignored ones and repeats through links included: ten times what a package may hold. */
  visited: 100_000,
} as const;

/** Bytes. A policy with hundreds of signers is below this. */
export const maxPolicyBytes = 256 * 1024;

/** Folders looked at on the way up to the root of a repository; no path of a file system is deeper than that in practice. */
export const maxPolicyLevels = 64;

/** Limits on asking git. */
export const gitLimits = {
  /** Milliseconds. A log of one commit takes some 20; a network file system or a huge history more, and a package can do without. */
  timeoutMs: 5000,
  /** Bytes of one answer: the files of one chart, twice what a package may hold. */
  outputBytes: 200 * 1024 * 1024,
  /** How often links lead on to further paths of the repository. Linux gives up on a path after forty. */
  linkRounds: 40,
} as const;

/** Limits on locks that other programs hold as well. */
export const lockLimits = {
  /** Milliseconds. Helm waits 30 seconds for the lock of repositories.yaml. */
  waitMs: 30_000,
} as const;
