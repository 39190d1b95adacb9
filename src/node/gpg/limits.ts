/** Milliseconds until gpg must have begun to sign: starting an agent takes 1 s, a busy machine or a slow card reader more. */
export const beginTimeoutMs = 30_000;

/** Milliseconds for a person to find the pinentry window and type. */
export const pinentryTimeoutMs = 120_000;

/** Milliseconds for a signature after it began: a card takes up to 3 s, and a touch of the token has to be noticed. */
export const signTimeoutMs = 60_000;

/** Milliseconds for a list or an export of public keys; the first one may convert an old ring. */
export const listTimeoutMs = 60_000;

/** Bytes of standard output: an exported ring is the largest. */
export const maxOutputBytes = 64 * 1024 * 1024;

/** Bytes of standard error that are kept for status lines and for the log. */
export const maxStatusBytes = 4 * 1024 * 1024;

/** Milliseconds for gpgconf to say where things are: it reads some files. */
export const confTimeoutMs = 10_000;
