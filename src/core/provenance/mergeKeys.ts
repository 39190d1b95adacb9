import { toHex } from '../../util/bytes';
import type { Certificate, CertifiedSubkey, CertifiedUserId } from './certificate';

/**
 * One certificate per fingerprint, with everything any copy has. Attack: a copy without the revocation listed before the
 * revoked one; Helm, gpg and openpgp.js all believe the first copy.
 */
export function mergeCertificates(certificates: readonly Certificate[]): readonly Certificate[] {
  const byFingerprint = new Map<string, Certificate[]>();
  for (const certificate of certificates) {
    const copies = byFingerprint.get(certificate.primary.fingerprint);
    if (copies) copies.push(certificate);
    else byFingerprint.set(certificate.primary.fingerprint, [certificate]);
  }
  return [...byFingerprint.values()].flatMap(mergeCopies);
}

function mergeCopies(copies: readonly Certificate[]): readonly Certificate[] {
  const first = copies[0];
  if (first === undefined || copies.length === 1) return copies;
  return [
    {
      primary: first.primary,
      hasSecret: copies.some(copy => copy.hasSecret),
      signatures: union(copies.flatMap(copy => copy.signatures)),
      userIds: mergeUserIds(copies.flatMap(copy => copy.userIds)),
      attributes: mergeUserIds(copies.flatMap(copy => copy.attributes)),
      subkeys: mergeSubkeys(copies.flatMap(copy => copy.subkeys)),
    },
  ];
}

function union(bodies: readonly Uint8Array[]): readonly Uint8Array[] {
  return [...new Map(bodies.map(body => [toHex(body), body])).values()];
}

function mergeUserIds(userIds: readonly CertifiedUserId[]): readonly CertifiedUserId[] {
  return groupBy(userIds, userId => toHex(userId.bytes)).map(([first, ...others]) => ({
    bytes: first.bytes,
    text: first.text,
    signatures: union([first, ...others].flatMap(userId => userId.signatures)),
  }));
}

function mergeSubkeys(subkeys: readonly CertifiedSubkey[]): readonly CertifiedSubkey[] {
  return groupBy(subkeys, subkey => subkey.key.fingerprint).map(([first, ...others]) => ({
    key: first.key,
    hasSecret: [first, ...others].some(subkey => subkey.hasSecret),
    signatures: union([first, ...others].flatMap(subkey => subkey.signatures)),
  }));
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): readonly [T, ...T[]][] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return [...groups.values()];
}
