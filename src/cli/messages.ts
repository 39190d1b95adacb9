import type { TlsFault } from '../core/registry/tlsFault';
import { tlsFaultOf } from '../core/registry/tlsFault';
import type { ErrorCode, ErrorDetails, GpgFailure } from '../core/errors';
import { ChartReleaseError } from '../core/errors';
import { attackText, damageText, limitText } from './archiveText';
import { displayText } from '../util/displayText';
import { refusalText } from './warnings';
import { repositoryMessages } from './repositoryMessages';

type Table = { readonly [C in ErrorCode]: (details: ErrorDetails[C]) => string };

const entryOf = (entry: string | undefined): string => (entry === undefined ? '' : ` (${entry})`);

const gpgFailures: Readonly<Record<GpgFailure, string>> = {
  notFound: 'there is no gpg on this machine; install GnuPG',
  cannotStart: 'the program could not be started',
  timeout: 'it did not answer in time; a pinentry window may be waiting behind others, or the token for a touch',
  tooMuchOutput: 'it wrote more than any key or signature has',
  wrongPassphrase: 'that is not the passphrase',
  wrongPin: 'that is not the PIN; after three wrong ones the card locks itself',
  noPinentry: 'no pinentry program can ask here; install a graphical one, or give --passphrase-file',
  loopbackRefused: 'the agent takes no passphrase from other programs (no-allow-loopback-pinentry)',
  noAgent: 'gpg-agent is not running and could not be started; try gpgconf --launch gpg-agent',
  noSecretKey: 'it has no private key of that fingerprint',
  unusableKey: 'the key is expired, revoked or not meant for signing',
  cardMissing: 'the card or token with the key is not plugged in',
  cardLocked: 'the card is locked after wrong PINs; unlock it with gpg --card-edit',
  cardFailed: 'the card or token reports a failure',
  noCardDaemon: 'scdaemon, which talks to cards, is missing; install it',
  cancelled: 'it was cancelled',
  other: 'see its message',
};

const notWritable: Readonly<Record<ErrorDetails['keyring.notWritable']['reason'], string>> = {
  keybox: 'it is a keybox, which only gpg may write; give another file to --keyring',
  privateKeys: 'it holds private keys, and only public ones are written; give another file to --keyring',
  unreadableKeys: 'it holds keys that cannot be read here and would be lost; give another file to --keyring',
};

/** What each failure reads like on a terminal: what, where, and what to do next. Exhaustive. */
const table: Table = {
  'chart.notFound': d => `no chart in ${d.path}: it has no Chart.yaml`,
  'chart.unloadable': d => `${d.path === undefined ? '' : `${d.path}: `}${d.helmText}`,
  'archive.malformed': d => `the package is damaged: ${damageText[d.reason]}${entryOf(d.entry)}`,
  'archive.hostile': d =>
    `the package is refused because it is made to mislead: ${attackText[d.attack]}${entryOf(d.entry)}`,
  'archive.limit': d =>
    `the package exceeds a limit: ${limitText[d.limit]}: ${d.value}, allowed are ${d.allowed}${entryOf(d.entry)}`,
  'index.cannotKeep': () =>
    'the index has entries, keys or comments that Helm does not read, in a form that cannot be edited in place; nothing was written. Take them out, or lay the file out as helm repo index does',
  'index.changed': d => `${d.path} was changed meanwhile; nothing was written. Try again`,
  'index.unreadable': d => `${d.path} is no index that Helm reads: ${d.helmText}`,
  'sign.refused': d => `not signed: ${refusalText(d.reason)}`,
  'sign.selfCheckFailed': d => `the new signature did not pass our own check (${d.verdict}); nothing was written`,
  'key.malformed': d => `not a usable OpenPGP key: ${d.reason}`,
  'key.notFound': d => `no key ${d.fingerprint} in the keyring`,
  'key.noSecret': d =>
    `the keyring has only the public part of ${d.fingerprint}; give the file with the private key to --keyring`,
  'key.wrongPassphrase': d => `wrong passphrase for ${d.fingerprint}; nothing was signed`,
  'key.secretLost': d => `the private part of ${d.fingerprint} is gone; import it again from a backup`,
  'gpg.failed': d => `gpg did not sign: ${gpgFailures[d.reason]}${d.detail === '' ? '' : ` (${d.detail})`}`,
  'keySource.failed': d => `no key from ${d.url}: ${d.reason}${d.status === 0 ? '' : ` (status ${d.status})`}`,
  'trust.badScope': d =>
    `${JSON.stringify(d.scope)} is not a scope (${d.reason}); use everywhere, chart:NAME, registry:HOST/PATH or repository:URL`,
  'trust.unreadable': d => `${d.path} cannot be read (${d.reason}); mend it, or delete it to decide again`,
  'keyring.notWritable': d => `${d.path} is not changed: ${notWritable[d.reason]}`,
  'policy.malformed': d => `${d.path} line ${d.line} cannot be read (${d.reason}); nothing is done until it is mended`,
  'policy.packageTooLarge': d =>
    `the package has ${d.sizeBytes} bytes, but ${d.path} allows ${d.limitBytes}. Add large files to .helmignore`,
  'policy.signerNotAllowed': d =>
    `${d.path} does not name ${d.fingerprint} as a signer; use a key that is listed under requiredSigners`,
  'policy.destinationNotAllowed': d =>
    `${d.path} does not allow publishing to ${d.destination}; use a place that is listed under allowedDestinations`,
  'registry.badReference': d => `${d.reference} is not a registry address: ${badReference[d.reason] ?? d.reason}`,
  'registry.unreachable': d => `${d.host} cannot be reached: ${unreachable(d.reason)}`,
  'registry.unauthorized': d =>
    `${d.host} refused access (${`${d.status} ${d.detail}`.trim()}); tried: ${d.credential}. Log in with the command login, helm registry login or docker login`,
  'registry.notFound': d => `no ${d.reference} in the registry`,
  'registry.noVersion': d => noVersion[d.reason](d),
  'registry.refused': d => `${d.host} refused ${d.request} with status ${d.status}: ${d.detail}`,
  'registry.protocol': d => `${d.host} does not answer as an OCI registry should: ${d.reason}`,
  'registry.digestMismatch': d => `${d.subject}: expected ${d.expected}, got ${d.actual}; it was not used`,
  'registry.tagExists': d =>
    `${d.reference} is published with other contents (${d.existing}; ours is ${d.ours}). Raise the version, or give --overwrite`,
  'registry.badMetadata': d => `${d.path} is no metadata for Artifact Hub: ${d.reason}`,
  'registry.insecure': d => `${d.url} is not used: ${d.reason}. Give --plain-http to allow plain HTTP`,
  'credentials.unreadable': d => `credentials in ${d.path} cannot be read: ${d.reason}`,
  'credentials.helperFailed': d => `the credential helper ${d.helper} failed for ${d.host}: ${d.reason}`,
  ...repositoryMessages,
  'localRegistry.notStarted': d =>
    `the local registry could not start on port ${d.port} with ${d.directory}: ${d.reason}`,
  'file.notFound': d => `no file ${d.path}`,
  'file.notWritable': d => `${d.path} cannot be written: ${d.reason}`,
  'file.exists': d =>
    `${d.path} is there with other contents (${d.existing}; new: ${d.ours}). Raise the version, or allow the replacement (--replace, or no --no-replace)`,
  'file.isFolder': d => `${d.path} is a folder, not a file`,
  'file.tooLarge': d => `${d.path} has ${d.sizeBytes} bytes; at most ${d.limitBytes} are read`,
  'git.failed': d => `git has no ${d.revision} for this chart: ${d.reason}`,
  'worker.failed': d => `the process for keys failed: ${d.reason}`,
  'workspace.untrusted': d => `${d.action} needs a trusted workspace`,
  'release.cycle': d =>
    `charts depend on each other in a circle: ${d.charts.join(' -> ')}; remove one of these dependencies`,
  'release.notEditable': d =>
    `Chart.yaml cannot be edited without changing more than is meant (${d.part}); write version and annotations as plain block YAML`,
  'release.blocked': d => `${d.chart} ${d.version} cannot be released: ${d.reason}`,
  'release.unfinished': d =>
    `an earlier release did not finish (${d.path}). Go on with release --resume, or give it up with release --abandon`,
  'release.nothingToResume': d => `there is no unfinished release in ${d.path}`,
  'release.running': d => `process ${d.processId} is carrying out a release there (${d.path}); wait for it to end`,
  'release.journalDamaged': d => `the journal of the release cannot be read: ${d.path} line ${d.line}`,
  'release.fileChanged': d =>
    `${d.path} is not what the release wrote (expected ${d.expected}, found ${d.actual}). Put the file back, or give the release up with release --abandon`,
  'verify.refused': d => `${d.fileName} did not verify: ${d.verdict}`,
};

export function errorText(error: unknown): string {
  const text =
    error instanceof ChartReleaseError
      ? messageFor(error.code, error.details)
      : error instanceof Error
        ? (systemErrorText(error) ?? error.message)
        : String(error);
  return displayText(text, 2000);
}

const systemErrors: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'it, or a part of its path, is a file and not a folder',
  EISDIR: 'it is a folder, not a file',
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  ELOOP: 'symbolic links lead in a circle',
  ENAMETOOLONG: 'the name is too long',
  EMFILE: 'too many files are open',
};

/** For what the system reports on a path; `undefined` for other errors. */
function systemErrorText(error: Error & { readonly code?: unknown; readonly path?: unknown }): string | undefined {
  const { code, path } = error;
  if (typeof code !== 'string' || typeof path !== 'string') return undefined;
  return `${path}: ${systemErrors[code] ?? code}`;
}

function messageFor<C extends ErrorCode>(code: C, details: ErrorDetails[C]): string {
  return (table[code] as (details: ErrorDetails[C]) => string)(details);
}

const badReference: Readonly<Record<string, string>> = {
  scheme: 'it begins with oci://',
  'unsupported-scheme': 'it begins with oci://, and nothing else is supported',
  host: 'after oci:// comes a host, with a port or without',
  repository: 'the path is of lower-case letters and digits, with . _ - between them, as in oci://host/path/chart',
  tag: 'here stands no tag, or one that is none; a version with + is given by --version',
  digest: 'a digest is sha256: and 64 hexadecimal digits',
  'version-mismatch': 'its tag and --version name different versions',
};

const noVersion: {
  readonly [R in ErrorDetails['registry.noVersion']['reason']]: (d: ErrorDetails['registry.noVersion']) => string;
} = {
  'bad-constraint': d => `${JSON.stringify(d.version)} is neither a version nor a range of versions`,
  'none-matches': d =>
    d.version === '*'
      ? `${d.reference} has pre-releases only: give --devel or --version`
      : `${d.reference} has no version that fits ${JSON.stringify(d.version)}`,
  'no-versions': d => `${d.reference} has no tag that is a version`,
};

/** The code stays in the text: whoever runs the registry searches for it. */
function unreachable(reason: string): string {
  const fault = tlsFaultOf(reason);
  return fault === undefined ? reason : `${tlsWords[fault]} (${reason})`;
}

const tlsWords: { readonly [F in TlsFault]: string } = {
  untrusted: 'its certificate is of an authority that is not trusted here; give --ca-file',
  expired: 'its certificate is not valid at this time',
  'other-name': 'its certificate is for another name',
  'no-tls': 'it does not speak TLS; give --plain-http if that is meant to be so',
  'client-certificate': 'it asks for a client certificate; give --cert-file and --key-file',
};
