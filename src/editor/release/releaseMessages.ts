import * as vscode from 'vscode';
import type { ErrorCode, ErrorDetails } from '../../core/errors';
import type { ErrorMessage } from '../errorMessage';
import { openFile, safe, say } from '../errorMessage';

type Code = Extract<ErrorCode, `release.${string}` | `policy.${string}`>;
type Table = { readonly [C in Code]: (details: ErrorDetails[C]) => ErrorMessage };

const t = vscode.l10n.t;

/** Failures of releases and what the policy does not allow; a part of the table in messages.ts. */
export const releaseMessages: Table = {
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
};
