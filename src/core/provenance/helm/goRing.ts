import { toHex } from '../../../util/bytes';
import { keyHashInput } from '../publicKeyPacket';
import type { PublicKeyPacket } from '../publicKeyPacket';
import { userIdHashInput } from '../verifiedCertificate';
import { asGoError, GoError } from './goError';
import { GoPackets } from './goPackets';
import type { GoPacket } from './goPackets';
import { canBePrimary } from './goRules';
import type { HelmVersion } from './goRules';
import type { GoSignature } from './goSignature';
import { checkGoSignature } from './goVerify';

export interface GoIdentity {
  readonly text: string;
  selfSignature?: GoSignature;
  readonly revocations: GoSignature[];
}

export interface GoSubkey {
  readonly key: PublicKeyPacket;
  readonly signature: GoSignature;
  readonly revocations: readonly GoSignature[];
}

export interface GoEntity {
  readonly primary: PublicKeyPacket;
  /** By the bytes of the user id, in order of appearance (a Go map: Helm's own order is random). */
  readonly identities: ReadonlyMap<string, GoIdentity>;
  readonly revocations: readonly GoSignature[];
  readonly subkeys: readonly GoSubkey[];
  /** Version 6: the direct-key signature. */
  readonly direct?: GoSignature;
}

/**
 * Reads a keyring as Helm does (openpgp/keys.go ReadKeyRing): keys that cannot be read are skipped if at least one can.
 * Throws the `GoError` that Helm prints after `failed to load keyring: `.
 */
export function readGoRing(helm: HelmVersion, ring: Uint8Array): readonly GoEntity[] {
  const packets = new GoPackets(helm, ring);
  const entities: GoEntity[] = [];
  let lastSkipped: GoError | undefined;
  for (;;) {
    try {
      const entity = readEntity(helm, packets);
      if (entity === undefined) break;
      entities.push(entity);
    } catch (thrown) {
      const error = asGoError(thrown);
      if (error.kind !== 'unsupported' && error.kind !== 'structural') throw error;
      lastSkipped = error;
      if (!skipToNextKey(packets)) break;
    }
  }
  if (entities.length === 0 && lastSkipped) throw lastSkipped;
  return entities;
}

/** Leaves the next public primary key to be read; secret keys are passed over (a bug both Helms share). */
function skipToNextKey(packets: GoPackets): boolean {
  for (;;) {
    try {
      const packet = packets.next();
      if (packet === undefined) return false;
      if (packet.kind === 'key' && !packet.isSecret && !packet.isSubkey) {
        packets.unread(packet);
        return true;
      }
    } catch (thrown) {
      const error = asGoError(thrown);
      if (error.kind !== 'unsupported') throw error;
    }
  }
}

function readEntity(helm: HelmVersion, packets: GoPackets): GoEntity | undefined {
  const head = packets.next();
  if (head === undefined) return undefined;
  if (head.kind !== 'key') {
    packets.unread(head);
    throw new GoError('structural', 'first packet was not a public/private key');
  }
  const primary = head.key;
  if (!canBePrimary(helm, primary.algorithm))
    throw new GoError('structural', 'primary key cannot be used for signatures');

  const identities = new Map<string, GoIdentity>();
  const subkeys: GoSubkey[] = [];
  const revocations: GoSignature[] = [];
  const direct: GoSignature[] = [];
  for (;;) {
    const packet = packets.next();
    if (packet === undefined) break;
    if (packet.kind === 'userId') readUserId(helm, packets, primary, packet, identities);
    else if (packet.kind === 'key') {
      if (!packet.isSubkey) {
        packets.unread(packet);
        break;
      }
      subkeys.push(readSubkey(helm, packets, primary, packet.key));
    } else if (packet.kind === 'signature') {
      if (packet.signature.packet.type === 0x20) revocations.push(packet.signature);
      else if (packet.signature.packet.type === 0x1f) direct.push(packet.signature);
    }
  }
  if (identities.size === 0 && primary.version < 6) {
    throw new GoError(
      'structural',
      helm === 3 ? 'entity without any identities' : `v${primary.version} entity without any identities`,
    );
  }
  const ownDirect = primary.version === 6 ? pickDirect(primary, direct) : undefined;
  for (const revocation of revocations) {
    if (checkGoSignature(helm, primary, revocation, [keyHashInput(primary)]) !== undefined) {
      throw new GoError('structural', 'revocation signature signed by alternate key');
    }
  }
  return { primary, identities, revocations, subkeys, ...(ownDirect ? { direct: ownDirect } : {}) };
}

function pickDirect(primary: PublicKeyPacket, direct: readonly GoSignature[]): GoSignature {
  if (direct.length === 0) throw new GoError('structural', 'v6 entity without a valid direct-key signature');
  let newest: GoSignature | undefined;
  for (const signature of direct) {
    if (isIssuedBy(4, signature, primary) && (!newest || signature.createdAtSeconds > newest.createdAtSeconds))
      newest = signature;
  }
  if (newest === undefined)
    throw new GoError('structural', 'no valid direct-key self-signature for v6 primary key found');
  if (checkGoSignature(4, primary, newest, [keyHashInput(primary)]) !== undefined) {
    throw new GoError('structural', 'invalid direct-key self-signature for v6 primary key');
  }
  return newest;
}

function isIssuedBy(helm: HelmVersion, signature: GoSignature, key: PublicKeyPacket): boolean {
  if (helm === 4 && signature.issuerFingerprint !== undefined) return signature.issuerFingerprint === key.fingerprint;
  return signature.issuerKeyId === key.keyId;
}

function readUserId(
  helm: HelmVersion,
  packets: GoPackets,
  primary: PublicKeyPacket,
  userId: Extract<GoPacket, { kind: 'userId' }>,
  identities: Map<string, GoIdentity>,
): void {
  const identity: GoIdentity = { text: userId.text, revocations: [] };
  const content = [keyHashInput(primary), userIdHashInput(userId.bytes)];
  for (;;) {
    const packet = packets.next();
    if (packet === undefined) return;
    if (packet.kind !== 'signature') {
      packets.unread(packet);
      return;
    }
    const { signature } = packet;
    const { type } = signature.packet;
    if (helm === 3) {
      // A version 3 signature is another Go type: it ends the list.
      if (signature.packet.version === 3) {
        packets.unread(packet);
        return;
      }
      if ((type !== 0x10 && type !== 0x13) || !isIssuedBy(3, signature, primary)) continue;
    } else {
      if (![0x10, 0x11, 0x12, 0x13, 0x30].includes(type))
        throw new GoError('structural', 'user ID signature with wrong type');
      if (!isIssuedBy(4, signature, primary)) continue;
    }
    const error = checkGoSignature(helm, primary, signature, content);
    if (error) throw new GoError('structural', `user ID self-signature invalid: ${error.message}`);
    if (helm === 4 && type === 0x30) identity.revocations.push(signature);
    // Helm 3 takes the last one, Helm 4 the newest.
    else if (
      helm === 3 ||
      !identity.selfSignature ||
      signature.createdAtSeconds > identity.selfSignature.createdAtSeconds
    ) {
      identity.selfSignature = signature;
    }
    identities.set(toHex(userId.bytes), identity);
  }
}

function readSubkey(helm: HelmVersion, packets: GoPackets, primary: PublicKeyPacket, key: PublicKeyPacket): GoSubkey {
  const revocations: GoSignature[] = [];
  let chosen: GoSignature | undefined;
  const content = [keyHashInput(primary), keyHashInput(key)];
  for (;;) {
    let packet: GoPacket | undefined;
    try {
      packet = packets.next();
    } catch (thrown) {
      throw new GoError('structural', `subkey signature invalid: ${asGoError(thrown).message}`);
    }
    if (packet === undefined) break;
    if (packet.kind !== 'signature' || packet.signature.packet.version === 3) {
      packets.unread(packet);
      break;
    }
    const { signature } = packet;
    const { type } = signature.packet;
    if (type !== 0x18 && type !== 0x28) throw new GoError('structural', 'subkey signature with wrong type');
    const error =
      checkGoSignature(helm, primary, signature, content) ?? checkBackSignature(helm, key, signature, content);
    if (error) throw new GoError('structural', `subkey signature invalid: ${error.message}`);
    if (type === 0x28 && helm === 4) revocations.push(signature);
    else if (type === 0x28) chosen = signature;
    else if (!chosen || (chosen.packet.type !== 0x28 && signature.createdAtSeconds > chosen.createdAtSeconds))
      chosen = signature;
  }
  if (chosen === undefined) throw new GoError('structural', 'subkey packet not followed by signature');
  return { key, signature: chosen, revocations };
}

function checkBackSignature(
  helm: HelmVersion,
  key: PublicKeyPacket,
  binding: GoSignature,
  content: readonly Uint8Array[],
): GoError | undefined {
  if (((binding.flags ?? 0) & 2) === 0) return undefined;
  if (binding.embedded === undefined) return new GoError('structural', 'signing subkey is missing cross-signature');
  const error = checkGoSignature(helm, key, binding.embedded, content);
  return error && new GoError('structural', `error while verifying cross-signature: ${error.message}`);
}
