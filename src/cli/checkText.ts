import type { CheckArgs, CheckCode } from '../core/provenance/checkCodes';
import type { Check } from '../core/provenance/report';
import { displayText } from '../util/displayText';

type Table = { readonly [C in CheckCode]: string | ((args: CheckArgs<C>) => string) };

const atLine =
  (text: string) =>
  ({ line }: { readonly line: string | number }): string =>
    `${text} (line ${line})`;

const day = (seconds: string | number): string => new Date(Number(seconds) * 1000).toISOString().slice(0, 10);

/** What each check says, as one sentence. Exhaustive. */
const table: Table = {
  'provenance.present': 'there is a provenance file',
  'provenance.missing': 'there is no provenance file: the package is not signed',
  'provenance.removed': ({ earlier }) =>
    `there is no provenance file, although the chart came signed from there before, by ${earlier}`,
  'frame.strict': 'exactly one signed block, and nothing outside of it',
  'frame.tooLarge': atLine('the provenance file is too large'),
  'frame.byteOrderMark': atLine('a byte order mark stands before the signed block'),
  'frame.notUtf8': atLine('the file is not UTF-8'),
  'frame.loneCarriageReturn': atLine('a lone carriage return: readers disagree on where the line ends'),
  'frame.controlCharacter': atLine('a control character'),
  'frame.noBlock': atLine('there is no signed block'),
  'frame.textBefore': atLine('text before the signed block, which nobody signed'),
  'frame.textAfter': atLine('text behind the signed block, which nobody signed'),
  'frame.badHeader': atLine('a header that the signed block may not have'),
  'frame.headerEnd': atLine('the headers do not end with an empty line'),
  'frame.dashEscape': atLine('a line starts with an unescaped dash'),
  'frame.noSignature': atLine('the signed text has no signature'),
  'frame.brokenPacket': atLine('the signature is damaged'),
  'frame.unexpectedPacket': atLine('the signature block holds something else'),
  'frame.tooManySignatures': atLine('too many signatures'),
  'frame.armorHeader': atLine('a header that the signature block may not have'),
  'frame.armorLine': atLine('a line of the signature is too long'),
  'frame.armorBase64': atLine('the signature is not base64'),
  'frame.armorEnd': atLine('the signature block does not end as it should'),
  'frame.blankLinesBefore': 'empty lines stand before the signed block',
  'frame.escapeCharacter': 'the text holds an escape character',
  'frame.longLine': 'a line is so long that GnuPG cuts it',
  'frame.extraPacket': 'the signature block holds packets that mean nothing',
  'frame.hashHeaderMissing': 'the Hash header is missing',
  'frame.hashHeaderUnknown': 'the Hash header names an unknown algorithm',
  'body.separatorCount': 'metadata and digests are not separated by exactly one line of three dots',
  'body.metadataYaml': 'the signed metadata is not plain YAML',
  'body.metadataShape': 'the signed metadata is not that of a chart',
  'body.sumsYaml': 'the signed digests are not plain YAML',
  'body.sumsShape': 'the signed digests are not a list of files',
  'body.fileName': 'the signed digests name a file with a path',
  'body.digestFormat': 'a signed digest is not sha256 in lower-case hexadecimal',
  'body.extras': 'the signed text holds more than metadata and digests',
  'signature.good': ({ hash }) => `the signature holds (${hash})`,
  'signature.notChecked': 'not checked: the key is not there',
  'signature.type': 'the signature is not one over a document',
  'signature.hashHeaderMismatch': 'the Hash header contradicts the signature',
  'signature.creationTime': 'the signature does not say when it was made, or says it twice',
  'signature.inFuture': 'the signature is dated in the future',
  'signature.expired': 'the signature itself has expired',
  'signature.criticalSubpacket': 'the signature demands something that is not understood here',
  'signature.issuerMismatch': 'the signature names two different keys',
  'signature.digestMismatch': 'the signed text was changed',
  'signature.wrongValue': 'the signature does not hold',
  'signature.secondOpinion': 'the OpenPGP library refuses the signature',
  'signature.unsupportedVersion': ({ version }) => `signatures of version ${version} are not supported`,
  'signature.binaryType': 'the signature is one over binary data',
  'signature.noKeyId': 'the signature has no key id: Helm 3 cannot verify it',
  'signature.otherExpired': 'another signature beside it has expired',
  'signature.otherUnknown': ({ key }) => `another signature is by the unknown key ${key}`,
  'signature.otherUnsupported': 'another signature is of an unsupported version',
  'key.known': ({ fingerprint }) => `the key ${fingerprint} is in the keyring`,
  'key.unknown': ({ key }) => `the key ${key} is not in the keyring`,
  'key.otherThanBefore': ({ earlier }) =>
    `the chart was signed by another key when it came from there before: ${earlier}`,
  'key.validWhenSigned': 'the key was valid when it signed',
  'key.subkeyNotBound': 'the signing subkey does not belong to the key',
  'key.noIdentity': 'the key has no valid identity',
  'key.cannotSign': 'the key may not sign',
  'key.signedBeforeKey': 'the signature is older than the key',
  'key.expiredWhenSigned': 'the key had expired when it signed',
  'key.subkeyExpiredWhenSigned': 'the signing subkey had expired when it signed',
  'key.revoked': 'the key is revoked',
  'key.subkeyRevoked': 'the signing subkey is revoked',
  'key.revokedWhenSigned': 'the key was revoked before it signed',
  'key.subkeyRevokedWhenSigned': 'the signing subkey was revoked before it signed',
  'key.identitiesRevoked': 'all identities of the key are revoked',
  'key.validNow': 'the key is valid now',
  'key.expiredSince': ({ expiresAtSeconds }) =>
    `the key has expired on ${day(expiresAtSeconds)}, after it signed: Helm 4 rejects it`,
  'key.subkeyExpiredSince': ({ expiresAtSeconds }) =>
    `the signing subkey has expired on ${day(expiresAtSeconds)}, after it signed: Helm 4 rejects it`,
  'key.revokedSince': 'the key was retired or replaced after it signed',
  'key.subkeyRevokedSince': 'the signing subkey was retired or replaced after it signed',
  'key.revocationPending': 'the key has a revocation that takes effect later',
  'key.trusted': 'the key is trusted',
  'key.outOfScope': 'the key is trusted, but not for charts from there',
  'key.notRequiredSigner': 'the key is not among the signers that the policy requires',
  'key.notTrusted': 'the key is known but not trusted',
  'algorithms.strong': ({ algorithm, hash }) => `${algorithm} with ${hash}`,
  'algorithms.weakKey': ({ algorithm }) => `${algorithm} is too weak`,
  'algorithms.weakHash': ({ hash }) => `${hash} is too weak`,
  'algorithms.sha1SelfSignature': 'the key is bound to its identity with SHA-1',
  'algorithms.noKeyFlags': 'the key does not say what it may be used for: Helm 4 rejects it',
  'algorithms.designatedRevoker': 'the key may be revoked by another one, which is not looked at here',
  'algorithms.gpgCannotVerify': 'GnuPG 2.2 cannot verify this algorithm',
  'algorithms.strangeUserId': 'an identity of the key is not UTF-8',
  'file.listed': ({ fileName }) => `${fileName} is among the signed files`,
  'file.notListed': ({ fileName }) => `${fileName} is not among the signed files; was the package renamed?`,
  'file.several': ({ count }) => `${count} files are signed`,
  'digest.same': ({ digest }) => `the package is the one that was signed: ${digest}`,
  'digest.differs': ({ listed, actual }) =>
    `the package is not the one that was signed: ${listed} was, this is ${actual}`,
  'metadata.same': ({ name, version }) => `the signed metadata is the package's own: ${name} ${version}`,
  'metadata.nameDiffers': ({ signed, archive }) => `the signed name is ${signed}, the package's is ${archive}`,
  'metadata.versionDiffers': ({ signed, archive }) => `the signed version is ${signed}, the package's is ${archive}`,
  'metadata.unknownFields': ({ fields }) => `the signed metadata has unknown fields: ${fields}`,
  'metadata.notCompared': 'the package cannot be read as a chart, so that its metadata could not be compared',
  'check.notReached': 'not reached',
};

export function checkText({ code, args }: Pick<Check, 'code' | 'args'>): string {
  const entry = Object.hasOwn(table, code) ? (table as Readonly<Record<string, unknown>>)[code] : undefined;
  const text =
    typeof entry === 'function' ? String((entry as (values: Check['args']) => string)(args)) : (entry ?? code);
  return displayText(String(text), 1000);
}
