import * as vscode from 'vscode';
import type { ErrorCode, ErrorDetails } from '../core/errors';
import { ChartReleaseError } from '../core/errors';
import { displayText } from '../util/displayText';
import { repositoryMessages } from './repositories/repositoryMessages';

/** One thing to do next, offered as a button beside an error. */
export interface ErrorAction {
  readonly title: string;
  readonly command: string;
  readonly arguments: readonly unknown[];
}

export interface ErrorMessage {
  /** What happened, where, and what to do next. */
  readonly text: string;
  readonly action?: ErrorAction;
}

type Table = { readonly [C in ErrorCode]: (details: ErrorDetails[C]) => ErrorMessage };

const t = vscode.l10n.t;
const safe = (text: string | number): string => displayText(String(text), 300);
const say = (text: string, action?: ErrorAction): ErrorMessage => (action === undefined ? { text } : { text, action });

const openFile = (path: string): ErrorAction => ({
  title: vscode.l10n.t('Open File'),
  command: 'vscode.open',
  arguments: [vscode.Uri.file(path)],
});
const openSetting = (id: string): ErrorAction => ({
  title: vscode.l10n.t('Open Setting'),
  command: 'workbench.action.openSettings',
  arguments: [id],
});

const table: Table = {
  'chart.notFound': d => say(t('There is no chart in {0}: it has no Chart.yaml file.', safe(d.path))),
  'chart.unloadable': d =>
    say(
      t(
        'The chart cannot be loaded: {0}. Mend it and try again; open problems are listed in the Problems view.',
        safe(d.helmText),
      ),
      d.path === undefined ? undefined : openFile(d.path),
    ),
  'archive.malformed': d => say(t('The package is damaged: {0}. Make or download it again.', where(d.reason, d.entry))),
  'archive.hostile': d =>
    say(t('The package is refused because it is made to mislead: {0}. Do not use it.', where(d.attack, d.entry))),
  'archive.limit': d =>
    say(
      t(
        'The package exceeds a limit: {0} is {1}, allowed are {2}.',
        where(d.limit, d.entry),
        safe(d.value),
        safe(d.allowed),
      ),
    ),
  'index.changed': d =>
    say(t('{0} was changed meanwhile, and nothing was written. Try again.', safe(d.path)), openFile(d.path)),
  'index.unreadable': d =>
    say(t('{0} is no index that Helm reads: {1}', safe(d.path), safe(d.helmText)), openFile(d.path)),
  'sign.refused': d => say(t('The package was not signed: {0}.', safe(d.reason))),
  'sign.selfCheckFailed': d =>
    say(
      t(
        'The new signature did not pass our own check ({0}), so nothing was written. Please report this with the log.',
        safe(d.verdict),
      ),
    ),
  'key.malformed': d =>
    say(
      t(
        'This is not a usable OpenPGP key: {0}. Export it again, for example with gpg --export, and import that file.',
        safe(d.reason),
      ),
    ),
  'key.notFound': d =>
    say(t('The key {0} is not in your keyring. Choose another key or import it again.', safe(d.fingerprint))),
  'key.noSecret': d =>
    say(t('Only the public part of the key {0} is here. Import the private key to sign with it.', safe(d.fingerprint))),
  'key.wrongPassphrase': d =>
    say(t('That is not the passphrase of the key {0}. Nothing was signed.', safe(d.fingerprint))),
  'key.secretLost': d =>
    say(
      t(
        "The private part of the key {0} is no longer in this editor's secret storage. Import it again from your backup.",
        safe(d.fingerprint),
      ),
      {
        title: t('Import Key'),
        command: 'helmChartRelease.importKey',
        arguments: [],
      },
    ),
  'gpg.failed': d => gpgMessage(d),
  'keySource.failed': d => say(keySourceText(d)),
  'trust.badScope': d =>
    say(
      t(
        '{0} is not a scope for trust. Use chart:NAME, registry:HOST/PATH or the https address of a repository.',
        safe(d.scope),
      ),
    ),
  'trust.unreadable': d =>
    say(t('The decisions in {0} cannot be read: {1}. Mend the file.', safe(d.path), safe(d.reason)), openFile(d.path)),
  'keyring.notWritable': d =>
    say(t('The keyring {0} is not changed, since something in it would be lost. Choose another file.', safe(d.path))),
  'policy.malformed': d =>
    say(
      t(
        'The policy {0} cannot be read at line {1} ({2}). Nothing is packaged or published until it is mended.',
        safe(d.path),
        safe(d.line),
        safe(d.reason),
      ),
      openFile(d.path),
    ),
  'policy.packageTooLarge': d =>
    say(
      t(
        'The package has {0} bytes, but the policy {1} allows {2}. Leave large files out with .helmignore.',
        safe(d.sizeBytes),
        safe(d.path),
        safe(d.limitBytes),
      ),
      openFile(d.path),
    ),
  'policy.signerNotAllowed': d =>
    say(
      t(
        'The policy {0} does not name the key {1} as a signer. Choose one of the keys it requires.',
        safe(d.path),
        safe(d.fingerprint),
      ),
      openFile(d.path),
    ),
  'policy.destinationNotAllowed': d =>
    say(
      t(
        'The policy {0} does not allow publishing to {1}. Choose one of the places it allows.',
        safe(d.path),
        safe(d.destination),
      ),
      openFile(d.path),
    ),
  'registry.badReference': d =>
    say(
      t(
        '{0} is not a registry address: {1}. Use oci://host/path, without the chart name.',
        safe(d.reference),
        safe(d.reason),
      ),
    ),
  'registry.unreachable': d =>
    say(
      t(
        'The registry {0} cannot be reached: {1}. Check the address and that it is running.',
        safe(d.host),
        safe(d.reason),
      ),
    ),
  'registry.unauthorized': d =>
    say(
      t(
        'The registry {0} refused access (status {1}). Tried: {2}. Log in, or ask for access to it.',
        safe(d.host),
        d.detail === '' ? safe(d.status) : `${safe(d.status)}: ${safe(d.detail)}`,
        safe(d.credential),
      ),
      { title: t('Why Was I Refused?'), command: 'helmChartRelease.explainRefusal', arguments: [d] },
    ),
  'registry.notFound': d => say(t('There is no {0} in the registry. Check the name and version.', safe(d.reference))),
  'registry.refused': d =>
    say(
      t(
        'The registry {0} refused {1} with status {2}: {3}',
        safe(d.host),
        safe(d.request),
        safe(d.status),
        safe(d.detail),
      ),
    ),
  'registry.protocol': d =>
    say(
      t(
        'The registry {0} does not answer as an OCI registry should: {1}. Check that the address is a registry.',
        safe(d.host),
        safe(d.reason),
      ),
    ),
  'registry.digestMismatch': d =>
    say(
      t(
        '{0} has another content than announced: expected {1}, got {2}. It was not used.',
        safe(d.subject),
        safe(d.expected),
        safe(d.actual),
      ),
    ),
  'registry.tagExists': d =>
    say(
      t(
        '{0} is already published with other contents ({1}; ours is {2}). Raise the version in Chart.yaml instead of replacing it.',
        safe(d.reference),
        safe(d.existing),
        safe(d.ours),
      ),
    ),
  'registry.insecure': d =>
    say(
      t(
        '{0} is not used: {1}. Plain HTTP is for this machine only, or for hosts you allow in the settings.',
        safe(d.url),
        safe(d.reason),
      ),
      openSetting('helmChartRelease.insecureRegistries'),
    ),
  'registry.noVersion': d => say(versionText(d)),
  'credentials.unreadable': d =>
    say(
      t(
        'The credentials in {0} cannot be read: {1}. Mend or remove the file; docker login and helm registry login write it anew.',
        safe(d.path),
        safe(d.reason),
      ),
      openFile(d.path),
    ),
  'credentials.helperFailed': d =>
    say(
      t(
        'The credential helper {0} failed for {1}: {2}. Check that it is installed and on the PATH of the editor.',
        safe(d.helper),
        safe(d.host),
        safe(d.reason),
      ),
    ),
  ...repositoryMessages,
  'localRegistry.notStarted': d =>
    say(
      t(
        'The local registry could not be started on port {0} with the folder {1}: {2}.',
        safe(d.port),
        safe(d.directory),
        errnoText(d.reason),
      ),
    ),
  'file.notFound': d => say(t('There is no file {0}.', safe(d.path))),
  'file.notWritable': d =>
    say(
      t(
        '{0} cannot be written: {1}. Check the permissions of the folder, or choose another in the settings. Nothing was changed.',
        safe(d.path),
        errnoText(d.reason),
      ),
      openSetting('helmChartRelease.destination'),
    ),
  'file.exists': d =>
    say(t('{0} is there already with other contents ({1}; new: {2}).', safe(d.path), safe(d.existing), safe(d.ours))),
  'file.tooLarge': d =>
    say(t('{0} is too large: {1} bytes, at most {2} are read.', safe(d.path), safe(d.sizeBytes), safe(d.limitBytes))),
  'git.failed': d =>
    say(
      t(
        'Git cannot give {0} of this chart: {1}. Check the name of the commit or tag.',
        safe(d.revision),
        safe(d.reason),
      ),
    ),
  'worker.failed': d =>
    say(t('The helper process for keys failed: {0}. Nothing was signed or stored.', safe(d.reason))),
  'workspace.untrusted': d =>
    say(t('{0} needs a trusted workspace.', safe(d.action)), {
      title: t('Manage Trust'),
      command: 'workbench.trust.manage',
      arguments: [],
    }),
  'release.cycle': d =>
    say(
      t('Charts depend on each other in a circle: {0}. Remove one of these dependencies.', safe(d.charts.join(' → '))),
    ),
  'release.notEditable': d =>
    say(
      t(
        'Chart.yaml cannot be edited without changing more than is meant ({0}). Write version and annotations as plain block YAML.',
        safe(d.part),
      ),
    ),
  'release.blocked': d => say(t('{0} {1} cannot be released: {2}', safe(d.chart), safe(d.version), safe(d.reason))),
  'release.unfinished': d =>
    say(t('An earlier release did not finish ({0}). Resume it, or give it up.', safe(d.path)), {
      title: t('Resume Release'),
      command: 'helmChartRelease.resumeRelease',
      arguments: [],
    }),
  'release.nothingToResume': d => say(t('There is no unfinished release in {0}.', safe(d.path))),
  'release.running': d =>
    say(t('Process {0} is carrying out a release there ({1}). Wait for it to end.', d.processId, safe(d.path))),
  'release.journalDamaged': d =>
    say(t('The journal of the release cannot be read: {0} line {1}.', safe(d.path), d.line), openFile(d.path)),
  'release.fileChanged': d =>
    say(
      t(
        '{0} is not what the release wrote (expected {1}, found {2}). Put the file back, or give the release up.',
        safe(d.path),
        safe(d.expected),
        safe(d.actual),
      ),
    ),
  'verify.refused': d =>
    say(t('{0} did not verify ({1}) and was not used.', safe(d.fileName), safe(d.verdict)), {
      title: t('Show Report'),
      command: 'helmChartRelease.showReport',
      arguments: [],
    }),
};

function keySourceText({ url, reason, status }: ErrorDetails['keySource.failed']): string {
  const at = safe(url);
  switch (reason) {
    case 'badAddress':
      return t('{0} is not an address where a key can be looked up.', at);
    case 'notHttps':
      return t('{0} is not asked: a key that comes over plain HTTP can be exchanged on the way. Use https.', at);
    case 'unreachable':
      return t('{0} cannot be reached. Check the address and the network; nothing was kept.', at);
    case 'timeout':
      return t('{0} did not answer in time; nothing was kept. Try again later, or get the key as a file.', at);
    case 'notFound':
      return t('There is no key at {0}.', at);
    case 'refused':
      return t('{0} refused with status {1}; nothing was kept.', at, status);
    case 'redirected':
      return t(
        '{0} sends on to another host, which is not followed: its answer would prove nothing. Ask there directly if you trust it.',
        at,
      );
    case 'tooLarge':
      return t('The answer of {0} is far larger than a key; nothing was kept.', at);
    case 'notAKey':
      return t('What {0} answers is not an OpenPGP key; nothing was kept.', at);
    case 'otherKey':
      return t('{0} answers with another key than the one asked for. It was not kept: ask its owner.', at);
  }
}

function gpgMessage({ reason, program, detail }: ErrorDetails['gpg.failed']): ErrorMessage {
  const gpgSetting = openSetting('helmChartRelease.gpgPath');
  switch (reason) {
    case 'notFound':
      return say(t('There is no gpg on this machine. Install GnuPG, or set its path.'), gpgSetting);
    case 'cannotStart':
      return say(t('{0} could not be started. Check the path in the settings.', safe(program)), gpgSetting);
    case 'timeout':
      return say(
        t('gpg did not answer in time. A pinentry window may be waiting behind others, or your token for a touch.'),
      );
    case 'wrongPassphrase':
      return say(t('gpg says that this is not the passphrase. Nothing was signed.'));
    case 'wrongPin':
      return say(
        t('gpg says that this is not the PIN. After three wrong ones the card locks itself, so it is not tried again.'),
      );
    case 'noPinentry':
      return say(
        t(
          'gpg has no pinentry program that can ask for the passphrase here. Install a graphical pinentry, or let the editor ask: choose Signing Method of the key.',
        ),
      );
    case 'loopbackRefused':
      return say(
        t(
          'gpg-agent takes no passphrase from the editor (no-allow-loopback-pinentry). Let pinentry ask instead: choose Signing Method of the key.',
        ),
      );
    case 'noAgent':
      return say(
        t(
          'gpg-agent is not running and could not be started. Run gpgconf --launch gpg-agent in a terminal and try again.',
        ),
      );
    case 'noSecretKey':
      return say(
        t('gpg has no private key of that fingerprint in its home folder. Choose another key or another folder.'),
      );
    case 'unusableKey':
      return say(t('gpg refuses the key: it is expired, revoked or not meant for signing.'));
    case 'cardMissing':
      return say(t('The card or token with the key is not plugged in. Insert it and try again.'));
    case 'cardLocked':
      return say(t('The card is locked after wrong PINs. Unlock it with gpg --card-edit, command passwd.'));
    case 'cardFailed':
      return say(t('The card or token reports a failure: {0}', safe(detail)));
    case 'noCardDaemon':
      return say(t('scdaemon, the program that talks to cards and tokens, is missing. Install it and try again.'));
    case 'tooMuchOutput':
    case 'cancelled':
    case 'other':
      return say(t('gpg did not sign: {0}', safe(detail === '' ? reason : detail)));
  }
}

/** What the user reads about any error. A foreign error keeps its own first line. */
export function errorMessage(error: unknown): ErrorMessage {
  if (error instanceof ChartReleaseError) return messageFor(error.code, error.details);
  return say(safe(error instanceof Error ? error.message : String(error)));
}

function messageFor<C extends ErrorCode>(code: C, details: ErrorDetails[C]): ErrorMessage {
  return (table[code] as (details: ErrorDetails[C]) => ErrorMessage)(details);
}

function versionText(d: ErrorDetails['registry.noVersion']): string {
  switch (d.reason) {
    case 'bad-constraint':
      return t('{0} is neither a version nor a range of versions.', safe(d.version));
    case 'none-matches':
      return t('{0} has no version that fits {1}.', safe(d.reference), safe(d.version));
    case 'no-versions':
      return t('{0} has no versions.', safe(d.reference));
  }
}

function where(reason: string, entry: string | undefined): string {
  return entry === undefined ? safe(reason) : `${safe(reason)} (${safe(entry)})`;
}

function errnoText(code: string): string {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return t('no permission (EACCES)');
    case 'EROFS':
      return t('the file system is read-only');
    case 'ENOSPC':
      return t('the disk is full');
    case 'ENOTDIR':
    case 'EEXIST':
      return t('a file is where a folder should be');
    case 'EISDIR':
      return t('a folder of that name is in the way');
    default:
      return safe(code);
  }
}
