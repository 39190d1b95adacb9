import { buildCertificate } from './certificate';
import type { KeyringKey } from './keyring';
import { mergeCertificates } from './mergeKeys';
import { readPackets } from './packets';
import type { PublicKeyPacket } from './publicKeyPacket';
import type { TrustScope } from '../trust/scope';
import { issuerFingerprints, issuerKeyIds } from './signaturePacket';
import type { SignaturePacket } from './signaturePacket';
import { verifyCertificate } from './verifiedCertificate';
import type { VerifiedCertificate, VerifiedSubkey } from './verifiedCertificate';

/** A key of the keyring that may have made a signature. */
export interface Candidate {
  readonly certificate: VerifiedCertificate;
  readonly key: PublicKeyPacket;
  /** `undefined` for the primary key, and for a subkey that is not validly bound. */
  readonly subkey?: VerifiedSubkey;
  /** Whether the primary key really owns this key. */
  readonly bound: boolean;
}

/** The certificates of a keyring, copies merged, each verified once and only when asked for. */
export class CandidateKeys {
  readonly #certificates: readonly ReturnType<typeof mergeCertificates>[number][];
  readonly #verified = new Map<string, VerifiedCertificate>();
  /** Scopes of each trusted key; none: everywhere. */
  readonly #trusted: ReadonlyMap<string, readonly TrustScope[]>;

  constructor(keyring: readonly KeyringKey[]) {
    const parsed = keyring.flatMap(key => {
      const certificate = buildCertificate(readPackets(key.publicBytes).packets);
      return 'problem' in certificate ? [] : [certificate];
    });
    this.#certificates = mergeCertificates(parsed);
    this.#trusted = new Map(keyring.filter(key => key.trusted).map(key => [key.info.fingerprint, key.scopes ?? []]));
  }

  /** The scopes within which a key is trusted; `undefined` for a key that is not. */
  trustOf(fingerprint: string): readonly TrustScope[] | undefined {
    return this.#trusted.get(fingerprint);
  }

  /** All keys the signature may be by: same algorithm and the key id or fingerprint that it names. */
  for(packet: SignaturePacket): readonly Candidate[] {
    const ids = issuerKeyIds(packet);
    const fingerprints = issuerFingerprints(packet);
    const isNamed = (key: PublicKeyPacket) =>
      key.algorithm === packet.publicKeyAlgorithm &&
      (ids.includes(key.keyId) || fingerprints.includes(key.fingerprint));
    return this.#certificates.flatMap(certificate => {
      const found: Candidate[] = [];
      if (isNamed(certificate.primary)) {
        found.push({ certificate: this.#verify(certificate), key: certificate.primary, bound: true });
      }
      for (const { key } of certificate.subkeys.filter(subkey => isNamed(subkey.key))) {
        const verified = this.#verify(certificate);
        const subkey = verified.subkeys.find(candidate => candidate.subkey.key.fingerprint === key.fingerprint);
        found.push({ certificate: verified, key, bound: subkey !== undefined, ...(subkey ? { subkey } : {}) });
      }
      return found;
    });
  }

  #verify(certificate: VerifiedCertificate['certificate']): VerifiedCertificate {
    const { fingerprint } = certificate.primary;
    const known = this.#verified.get(fingerprint);
    if (known) return known;
    const verified = verifyCertificate(certificate);
    this.#verified.set(fingerprint, verified);
    return verified;
  }
}
