/** Time for one signature, in milliseconds: RSA-4096 with the slowest protection of a key takes 2 s on a busy machine. */
export const signTimeoutMs = 60_000;

/** Time for making a key, in milliseconds: RSA-4096 took up to 12 s on two cores. */
export const generateTimeoutMs = 180_000;

/** Time for importing a key, in milliseconds: the largest Argon2 memory that is allowed takes 4 s. */
export const importTimeoutMs = 60_000;

/** Largest answer of the child process in bytes: a key with all its signatures is the largest, below 1 MiB as imported. */
export const maxAnswerBytes = 8 * 1024 * 1024;

/** Largest request the child process reads, in bytes: a key file, base64. */
export const maxRequestBytes = 16 * 1024 * 1024;

/** Memory of the child process, in MiB: Argon2 takes up to 256 outside of the heap; the heap needs far less. */
export const maxHeapMebibytes = 512;
