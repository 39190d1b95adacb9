import type { PublicKeyPacket } from '../publicKeyPacket';
import { asGoError, GoError } from './goError';
import { canonicalText } from './goFrame';
import type { GoBlock } from './goFrame';
import { GoPackets } from './goPackets';
import type { GoEntity, GoIdentity } from './goRing';
import { goRipemd160, isHashAvailable } from './goRules';
import type { HelmVersion } from './goRules';
import type { GoSignature } from './goSignature';
import { checkGoSignature } from './goVerify';

interface GoKeyUse {
  readonly entity: GoEntity;
  readonly key: PublicKeyPacket;
  /** What says what the key may do: `undefined` when there is nothing. */
  readonly selfSignature: GoSignature | undefined;
  readonly revocations: readonly GoSignature[];
}

const unknownEntity = 'openpgp: signature made by unknown entity';

/**
 * The entity that signed, as Helm finds it (openpgp/read.go CheckDetachedSignature): the first signature whose key id
 * belongs to a usable key of the ring decides, whatever follows. Throws the `GoError` that Helm prints.
 */
export function checkDetached(
  helm: HelmVersion,
  ring: readonly GoEntity[],
  block: GoBlock,
  nowSeconds: number,
): GoEntity {
  const { signature, uses } = findKnownSignature(helm, ring, block);
  const { type, hashAlgorithm } = signature.packet;
  if (!isHashAvailable(helm, hashAlgorithm)) throw new GoError('unsupported', `hash not available: ${goRipemd160}`);
  if (type !== 0 && type !== 1) throw new GoError('unsupported', `unsupported signature type: ${type}`);
  const content: Uint8Array[] = [type === 1 ? canonicalText(block.bytes) : block.bytes];
  let failure: GoError | undefined;
  for (const use of uses) {
    failure = checkGoSignature(helm, use.key, signature, content);
    if (failure === undefined) {
      if (helm === 4) checkDetails(use, signature, nowSeconds);
      return use.entity;
    }
    // One hash is used for all keys: what was hashed for the first stays in for the second.
    content.push(signature.packet.trailer);
  }
  throw failure ?? new GoError('other', unknownEntity);
}

function findKnownSignature(
  helm: HelmVersion,
  ring: readonly GoEntity[],
  block: GoBlock,
): { readonly signature: GoSignature; readonly uses: readonly GoKeyUse[] } {
  const packets = new GoPackets(helm, block.signature);
  for (;;) {
    const packet = nextPacket(packets, block);
    if (packet === undefined) throw new GoError('other', block.armorError ?? unknownEntity);
    if (packet.kind !== 'signature') throw new GoError('structural', 'non signature packet found');
    const { issuerKeyId } = packet.signature;
    if (issuerKeyId === undefined) throw new GoError('structural', "signature doesn't have an issuer");
    const uses = usableKeys(helm, ring, issuerKeyId);
    if (uses.length > 0) return { signature: packet.signature, uses };
  }
}

/** A packet cut off by broken armor fails with the armor's error. */
function nextPacket(packets: GoPackets, block: GoBlock): ReturnType<GoPackets['next']> {
  try {
    return packets.next();
  } catch (thrown) {
    const error = asGoError(thrown);
    throw block.armorError !== undefined && error.message === 'unexpected EOF'
      ? new GoError('other', block.armorError)
      : error;
  }
}

/** EntityList.KeysByIdUsage for signing. */
export function usableKeys(helm: HelmVersion, ring: readonly GoEntity[], keyId?: string): readonly GoKeyUse[] {
  return ring.flatMap(entity => {
    const uses: GoKeyUse[] = [
      {
        entity,
        key: entity.primary,
        selfSignature: primarySelfSignature(helm, entity).signature,
        revocations: entity.revocations,
      },
      ...entity.subkeys.map(subkey => ({
        entity,
        key: subkey.key,
        selfSignature: subkey.signature,
        revocations: subkey.revocations,
      })),
    ];
    return uses.filter(use => (keyId === undefined || use.key.keyId === keyId) && isUsable(helm, use));
  });
}

function isUsable(helm: HelmVersion, { entity, selfSignature }: GoKeyUse): boolean {
  if (helm === 4) return selfSignature !== undefined && ((selfSignature.flags ?? 0) & 2) !== 0;
  if (entity.revocations.length > 0 || selfSignature?.revocationReason !== undefined) return false;
  return selfSignature?.flags === undefined || (selfSignature.flags & 2) !== 0;
}

function primarySelfSignature(
  helm: HelmVersion,
  entity: GoEntity,
): { readonly signature: GoSignature | undefined; readonly identity: GoIdentity | undefined } {
  if (entity.primary.version === 6) return { signature: entity.direct, identity: undefined };
  const identities = [...entity.identities.values()];
  const identity = helm === 3 ? pickIdentity3(identities) : pickIdentity4(identities);
  return { signature: identity?.selfSignature, identity };
}

function pickIdentity3(identities: readonly GoIdentity[]): GoIdentity | undefined {
  return identities.find(identity => identity.selfSignature?.isPrimaryId === true) ?? identities[0];
}

/** keys.go shouldPreferIdentity: fewer revocations, then marked primary, then newer. */
function pickIdentity4(identities: readonly GoIdentity[]): GoIdentity | undefined {
  let best: GoIdentity | undefined;
  for (const next of identities) {
    if (best === undefined || isPreferred4(best, next)) best = next;
  }
  return best;
}

function isPreferred4(best: GoIdentity, next: GoIdentity): boolean {
  if (best.revocations.length !== next.revocations.length) return best.revocations.length > next.revocations.length;
  if (best.selfSignature === undefined || next.selfSignature === undefined) return best.selfSignature === undefined;
  const isBestPrimary = best.selfSignature.isPrimaryId === true;
  const isNextPrimary = next.selfSignature.isPrimaryId === true;
  if (isBestPrimary !== isNextPrimary) return isNextPrimary;
  return next.selfSignature.createdAtSeconds > best.selfSignature.createdAtSeconds;
}

/** read.go checkMessageSignatureDetails of Helm 4: state of key and signatures at the time of verification. */
function checkDetails(
  { entity, key, selfSignature, revocations }: GoKeyUse,
  signature: GoSignature,
  nowSeconds: number,
): void {
  const { signature: primarySignature, identity } = primarySelfSignature(4, entity);
  const bySubkey = key !== entity.primary;
  const all = [signature, primarySignature, ...(bySubkey ? [selfSignature, selfSignature?.embedded] : [])];
  const signatures = all.filter(candidate => candidate !== undefined);
  const notation = signatures.flatMap(candidate => candidate.criticalNotations)[0];
  if (notation !== undefined) throw new GoError('signature', `unknown critical notation: ${notation}`);
  if (
    isRevoked(entity.revocations, nowSeconds) ||
    (bySubkey && isRevoked(revocations, nowSeconds)) ||
    (identity !== undefined && isRevoked(identity.revocations, nowSeconds))
  ) {
    throw new GoError('other', 'openpgp: signature made by revoked key');
  }
  if (
    isKeyExpired(entity.primary, primarySignature, nowSeconds) ||
    (bySubkey && isKeyExpired(key, selfSignature, nowSeconds))
  ) {
    throw new GoError('other', 'openpgp: key expired');
  }
  if (signatures.some(candidate => isSignatureExpired(candidate, nowSeconds)))
    throw new GoError('other', 'openpgp: signature expired');
}

function isRevoked(revocations: readonly GoSignature[], nowSeconds: number): boolean {
  return revocations.some(
    revocation => revocation.revocationReason === 2 || !isSignatureExpired(revocation, nowSeconds),
  );
}

function isSignatureExpired(signature: GoSignature, nowSeconds: number): boolean {
  return (
    signature.createdAtSeconds > nowSeconds || isOver(signature.createdAtSeconds, signature.lifetimeSeconds, nowSeconds)
  );
}

function isKeyExpired(key: PublicKeyPacket, signature: GoSignature | undefined, nowSeconds: number): boolean {
  return key.createdAtSeconds > nowSeconds || isOver(key.createdAtSeconds, signature?.keyLifetimeSeconds, nowSeconds);
}

function isOver(createdAtSeconds: number, lifetimeSeconds: number | undefined, nowSeconds: number): boolean {
  return lifetimeSeconds !== undefined && lifetimeSeconds !== 0 && nowSeconds > createdAtSeconds + lifetimeSeconds;
}
