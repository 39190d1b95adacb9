import * as vscode from 'vscode';
import type { ErrorCode, ErrorDetails } from '../../core/errors';
import type { ErrorMessage } from '../errorMessage';
import { openFile, openSetting, safe, say } from '../errorMessage';
import { signingReasonText } from './signingReasonText';

type Code = Extract<
  ErrorCode,
  `sign.${string}` | `key.${string}` | `gpg.${string}` | `keySource.${string}` | `trust.${string}` | `keyring.${string}`
>;
type Table = { readonly [C in Code]: (details: ErrorDetails[C]) => ErrorMessage };

const t = vscode.l10n.t;

/** Failures of keys, signing and trust; a part of the table in messages.ts. */
export const keyMessages: Table = {
  'sign.refused': d => say(t('The package was not signed: {0}.', safe(signingReasonText(d.reason)))),
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
          'gpg has no pinentry program that can ask for the passphrase here. Install a graphical pinentry, or let the editor ask: run Choose Signing Method.',
        ),
      );
    case 'loopbackRefused':
      return say(
        t(
          'gpg-agent takes no passphrase from the editor (no-allow-loopback-pinentry). Let pinentry ask instead: run Choose Signing Method.',
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
