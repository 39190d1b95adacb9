import * as vscode from 'vscode';
import type { CheckCode } from '../../core/provenance/checkCodes';
import type { Check } from '../../core/provenance/report';
import { displayText } from '../../util/displayText';
import { formatDate, formatFingerprint } from '../keyring/keyText';

type Args = Readonly<Record<string, string | number>>;
const t = vscode.l10n.t;

const text = (args: Args, name: string): string => displayText(String(args[name] ?? ''), 300);
const key = (args: Args, name: string): string => formatFingerprint(text(args, name));
const fingerprints = (args: Args, name: string): string =>
  String(args[name] ?? '')
    .split(', ')
    .map(formatFingerprint)
    .join(', ');
const date = (args: Args, name: string): string => formatDate(Number(args[name] ?? 0));
const atLine = (sentence: string) => (args: Args) =>
  Number(args['line'] ?? 0) > 0 ? t('{0} (line {1})', sentence, text(args, 'line')) : sentence;
const fixed = (sentence: string) => () => sentence;

/** What each check found, in a sentence. Exhaustive: a new check does not compile until its sentence is written. */
const details: { readonly [C in CheckCode]: (args: Args) => string } = {
  'provenance.present': fixed(t('There is a .prov file beside the package.')),
  'provenance.missing': fixed(t('There is no .prov file beside the package.')),
  'provenance.removed': args =>
    t(
      'There is no .prov file, although this chart came signed from there before, by {0}. Ask its owner why.',
      fingerprints(args, 'earlier'),
    ),
  'frame.strict': fixed(t('The file is one clear-signed statement and nothing else.')),
  'frame.tooLarge': atLine(t('The provenance file is far larger than any honest one.')),
  'frame.byteOrderMark': atLine(t('The file starts with a byte order mark, which Helm does not read.')),
  'frame.notUtf8': atLine(t('The file is not UTF-8 text.')),
  'frame.loneCarriageReturn': atLine(t('A carriage return stands inside a line.')),
  'frame.controlCharacter': atLine(t('The file holds a control character.')),
  'frame.noBlock': atLine(t('There is no clear-signed statement in the file.')),
  'frame.textBefore': atLine(t('Text that nobody signed stands before the statement.')),
  'frame.textAfter': atLine(t('Text that nobody signed stands after the statement.')),
  'frame.badHeader': atLine(t('The statement has a header other than Hash.')),
  'frame.headerEnd': atLine(t('The headers of the statement do not end with an empty line.')),
  'frame.dashEscape': atLine(t('A line starts with a dash that is not escaped.')),
  'frame.noSignature': atLine(t('The statement has no signature.')),
  'frame.brokenPacket': atLine(t('The signature block is damaged.')),
  'frame.unexpectedPacket': atLine(t('The signature block holds something other than a signature.')),
  'frame.tooManySignatures': atLine(t('There are more signatures than can be checked.')),
  'frame.armorHeader': atLine(t('The signature block has a header that does not belong there.')),
  'frame.armorLine': atLine(t('A line of the signature block is too long or ends in blanks.')),
  'frame.armorBase64': atLine(t('The signature block is not base64.')),
  'frame.armorEnd': atLine(t('The signature block has no end line.')),
  'frame.blankLinesBefore': fixed(t('Empty lines stand before the statement.')),
  'frame.escapeCharacter': fixed(t('The signed text holds an escape character.')),
  'frame.longLine': fixed(t('A line is so long that gpg cuts it and reports a bad signature.')),
  'frame.extraPacket': fixed(t('The signature block holds a packet that is ignored.')),
  'frame.hashHeaderMissing': fixed(t('The Hash header is missing; gpg refuses such a file.')),
  'frame.hashHeaderUnknown': fixed(t('The Hash header names an unknown algorithm.')),
  'body.separatorCount': fixed(t('The statement is not two parts separated by one line with three dots.')),
  'body.metadataYaml': fixed(t('The chart metadata in the statement is not plain YAML.')),
  'body.metadataShape': fixed(t('The chart metadata in the statement does not have the form of a Chart.yaml.')),
  'body.sumsYaml': fixed(t('The list of files in the statement is not plain YAML.')),
  'body.sumsShape': fixed(t('The list of files in the statement does not have the form files: name: digest.')),
  'body.fileName': fixed(t('The statement lists a file under a name that is a path.')),
  'body.digestFormat': fixed(t('A digest in the statement is not sha256: and 64 lower-case hexadecimal digits.')),
  'body.extras': fixed(t('The statement holds fields that do not belong there.')),
  'signature.good': args => t('The signature fits the statement ({0}).', text(args, 'hash')),
  'signature.notChecked': fixed(t('Without the key the signature could not be checked.')),
  'signature.type': fixed(t('It is not a signature over a document.')),
  'signature.hashHeaderMismatch': fixed(t('The Hash header names another algorithm than the signature uses.')),
  'signature.creationTime': fixed(t('The signature does not say when it was made.')),
  'signature.inFuture': fixed(t('The signature is dated in the future. Check the clock of this machine.')),
  'signature.expired': fixed(t('The signature itself has expired.')),
  'signature.criticalSubpacket': fixed(t('The signature demands something that is not understood here.')),
  'signature.issuerMismatch': fixed(t('The signature names two different keys.')),
  'signature.digestMismatch': fixed(t('The statement is not the one that was signed.')),
  'signature.wrongValue': fixed(t('The signature does not fit the statement and the key.')),
  'signature.secondOpinion': fixed(t('Two independent checks of the signature disagree, so it does not count.')),
  'signature.unsupportedVersion': args =>
    t('The signature is of version {0}, which is not supported.', text(args, 'version')),
  'signature.binaryType': fixed(t('The signature is of the binary kind, which is unusual for a statement.')),
  'signature.noKeyId': fixed(t('The signature names its key by fingerprint only; Helm 3 cannot read that.')),
  'signature.otherExpired': fixed(t('Another signature in the file has expired.')),
  'signature.otherUnknown': args => t('Another signature in the file is by the unknown key {0}.', key(args, 'key')),
  'signature.otherUnsupported': fixed(t('Another signature in the file could not be read.')),
  'key.known': args => t('The key {0} is in your keyring.', key(args, 'fingerprint')),
  'key.unknown': args => t('The key {0} is not in your keyring.', key(args, 'key')),
  'key.otherThanBefore': args =>
    t(
      'This chart was signed by another key when it came from there before: {0}. Ask its owner, by another way, whether the key changed.',
      fingerprints(args, 'earlier'),
    ),
  'key.validWhenSigned': fixed(t('The key was neither expired nor revoked when it signed.')),
  'key.subkeyNotBound': fixed(t('The signing subkey is not properly bound to its key.')),
  'key.noIdentity': fixed(t('The key has no valid identity.')),
  'key.cannotSign': fixed(t('The key is not meant for signing.')),
  'key.signedBeforeKey': fixed(t('The signature is older than its key.')),
  'key.expiredWhenSigned': fixed(t('The key had expired when it signed.')),
  'key.subkeyExpiredWhenSigned': fixed(t('The signing subkey had expired when it signed.')),
  'key.revoked': fixed(t('The key is revoked, for a reason that voids all its signatures.')),
  'key.subkeyRevoked': fixed(t('The signing subkey is revoked, for a reason that voids all its signatures.')),
  'key.revokedWhenSigned': fixed(t('The key was already revoked when it signed.')),
  'key.subkeyRevokedWhenSigned': fixed(t('The signing subkey was already revoked when it signed.')),
  'key.identitiesRevoked': fixed(t('All identities of the key are revoked.')),
  'key.validNow': fixed(t('The key is neither expired nor revoked today.')),
  'key.expiredSince': args =>
    t(
      'The key expired on {0}, after it signed. Helm 4 refuses the package since then.',
      date(args, 'expiresAtSeconds'),
    ),
  'key.subkeyExpiredSince': args =>
    t(
      'The signing subkey expired on {0}, after it signed. Helm 4 refuses the package since then.',
      date(args, 'expiresAtSeconds'),
    ),
  'key.revokedSince': fixed(t('The key was retired after it signed. Both Helms refuse the package since then.')),
  'key.subkeyRevokedSince': fixed(t('The signing subkey was retired after it signed.')),
  'key.revocationPending': fixed(t('A revocation of the key is dated in the future.')),
  'key.trusted': fixed(t('You trust this key.')),
  'key.notTrusted': fixed(t('You have not said that you trust this key.')),
  'key.outOfScope': args =>
    t(
      'You trust this key for {0} only, and that is not where this package is known to come from.',
      text(args, 'scopes'),
    ),
  'key.notRequiredSigner': args => t('The policy {0} does not name this key as a signer.', text(args, 'policy')),
  'algorithms.strong': args => t('{0} with {1}.', text(args, 'algorithm'), text(args, 'hash')),
  'algorithms.weakKey': args => t('The key is of a weak kind: {0}.', text(args, 'algorithm')),
  'algorithms.weakHash': args => t('The signature uses the weak hash {0}.', text(args, 'hash')),
  'algorithms.sha1SelfSignature': fixed(t('The key vouches for itself with SHA-1 only.')),
  'algorithms.noKeyFlags': fixed(t('The key does not say what it may be used for; Helm 4 refuses it.')),
  'algorithms.designatedRevoker': fixed(t('Another key may revoke this one, which is not looked up here.')),
  'algorithms.gpgCannotVerify': fixed(t('gpg 2.2 cannot verify this kind of signature.')),
  'algorithms.strangeUserId': fixed(t('An identity of the key is not valid UTF-8 text.')),
  'file.listed': args => t('The statement lists {0}.', text(args, 'fileName')),
  'file.notListed': args => t('The statement does not list {0}. Was the package renamed?', text(args, 'fileName')),
  'file.several': args => t('The statement lists {0} files; only this one was compared.', text(args, 'count')),
  'digest.same': args => text(args, 'digest'),
  'digest.differs': args => t('Signed: {0}. This package: {1}.', text(args, 'listed'), text(args, 'actual')),
  'metadata.same': args => t('Both are {0} {1}.', text(args, 'name'), text(args, 'version')),
  'metadata.nameDiffers': args =>
    t('Signed is the name {0}, the package says {1}.', text(args, 'signed'), text(args, 'archive')),
  'metadata.versionDiffers': args =>
    t('Signed is the version {0}, the package says {1}.', text(args, 'signed'), text(args, 'archive')),
  'metadata.unknownFields': args => t('The signed metadata has unknown fields: {0}.', text(args, 'fields')),
  'metadata.notCompared': fixed(
    t('The package cannot be read as a chart, so its metadata could not be compared with what was signed.'),
  ),
  'check.notReached': fixed(t('An earlier check failed first.')),
};

export function checkDetail(check: Check): string {
  const describe = (details as Readonly<Record<string, (args: Args) => string>>)[check.code];
  return describe === undefined ? check.code : describe(check.args);
}
