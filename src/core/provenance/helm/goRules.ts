/** Which Helm is imitated: 3 is golang.org/x/crypto v0.31.0, 4 is ProtonMail/go-crypto v1.3.0. */
export type HelmVersion = 3 | 4;

const md5 = 1;
const sha1 = 2;
const ripemd160 = 3;
const sha2: readonly number[] = [8, 9, 10, 11];
const sha3: readonly number[] = [12, 14];

/** Hashes a signature packet may name to be read at all (s2k.HashIdToHash; algorithm.HashIdToHashWithSha1). */
export function isHashKnown(helm: HelmVersion, signatureVersion: number, hash: number): boolean {
  if (sha2.includes(hash)) return true;
  if (helm === 3) return hash === md5 || hash === sha1 || hash === ripemd160;
  return sha3.includes(hash) || (hash === sha1 && signatureVersion < 5);
}

/** Helm 3 knows RIPEMD-160 by name but is built without it; Go's own number for it stands in the message. */
export function isHashAvailable(helm: HelmVersion, hash: number): boolean {
  return helm === 4 || hash !== ripemd160;
}

export const goRipemd160 = 9;

export function canReadSignatureBy(helm: HelmVersion, algorithm: number): boolean {
  return [1, 3, 17, 19].includes(algorithm) || (helm === 4 && [22, 27, 28].includes(algorithm));
}

/** PublicKeyAlgorithm.CanSign: whether a key may be a primary key. */
export function canBePrimary(helm: HelmVersion, algorithm: number): boolean {
  return canReadSignatureBy(helm, algorithm);
}
