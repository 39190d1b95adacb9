/** Largest provenance file that is looked at, in bytes. A chart with 5,000 files lists needs 100 kB; Helm has no limit. */
export const maxProvenanceBytes = 8 * 1024 * 1024;

/** Most signatures of one provenance file. 2,000 bad ones cost seconds of verification; two is the most seen in practice. */
export const maxSignatures = 8;

/** Longest base64 line of an armor, in columns: Go's decoder refuses longer ones, so nobody's Helm could read the file. */
export const maxArmorColumns = 96;

/** Longest line that is signed, in UTF-8 bytes: gpg cuts text at 19,995 bytes and then says "bad signature". */
export const maxSignedLineBytes = 19_000;

/** Largest keyring file in bytes: 20,000 ordinary keys. */
export const maxKeyringBytes = 64 * 1024 * 1024;

/** Largest single certificate in bytes, before third-party signatures are dropped: a flooded key has megabytes of them. */
export const maxCertificateBytes = 8 * 1024 * 1024;

/** Largest private key file accepted for import, in bytes: an ordinary one has less than 20 kB. */
export const maxPrivateKeyBytes = 1024 * 1024;

/** Most user ids of one certificate that are looked at; each costs at least one signature check. */
export const maxUserIds = 50;

/** Most subkeys of one certificate that are looked at; each costs two signature checks. */
export const maxSubkeys = 50;

/** Most self-signatures checked per user id or subkey, newest first kept by the caller: each costs a public-key operation. */
export const maxSelfSignatures = 64;

/** Longest user id in bytes; longer ones are not identities but attacks on lists and on memory. */
export const maxUserIdBytes = 2048;

/** Largest modulus in bits that is computed with: verification time grows with the cube. */
export const maxModulusBits = 16_384;

/** Most memory for an imported Argon2-protected key, as exponent of KiB: 18 = 256 MiB; 20 took 13 s and 1 GB. */
export const maxArgon2MemoryExponent = 18;

/** Tolerated clock difference between signer and reader, in seconds, as for gpg's users with unsynchronised clocks. */
export const clockSkewSeconds = 3600;
