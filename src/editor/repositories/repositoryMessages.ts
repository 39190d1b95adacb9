import * as vscode from 'vscode';
import type { ErrorCode, ErrorDetails } from '../../core/errors';
import type { ErrorMessage } from '../errorMessage';
import { safe, say } from '../errorMessage';

type Code = Extract<
  ErrorCode,
  `repository.${string}` | `dependency.${string}` | `file.lock${string}` | 'verify.otherChart' | `install.${string}`
>;
type Table = { readonly [C in Code]: (details: ErrorDetails[C]) => ErrorMessage };

const t = vscode.l10n.t;
const offer = (text: string, title: string, command: string): ErrorMessage => ({
  text,
  action: { title, command, arguments: [] },
});

function badUrl({ url, reason }: ErrorDetails['repository.badUrl']): string {
  const at = safe(url);
  switch (reason) {
    case 'not-absolute':
      return t('{0} has no scheme. Write https://host/path.', at);
    case 'oci':
      return t('{0} is a registry, not a repository. Add it with Add Registry.', at);
    case 'scheme':
      return t('{0} cannot be used: repositories are spoken to over http and https only.', at);
    case 'unreadable':
      return t('{0} is not an address.', at);
    case 'file-name':
      return t('{0} does not end in a usable file name.', at);
  }
}

/** Failures of chart repositories, dependencies and the install gate; a part of the table in messages.ts. */
export const repositoryMessages: Table = {
  'repository.exists': d =>
    say(t('There is another repository named {0} ({1}). Choose another name.', safe(d.name), safe(d.url))),
  'repository.notFound': d =>
    offer(
      t('There is no repository named {0}. Add it first.', safe(d.name)),
      t('Add Repository'),
      'helmChartRelease.addRepository',
    ),
  'repository.badName': d =>
    say(t('{0} cannot be the name of a repository: use letters, digits, dashes and underscores.', safe(d.name))),
  'repository.badUrl': d => say(badUrl(d)),
  'repository.configUnreadable': d =>
    say(t('{0} cannot be read: {1}. Mend or remove that file.', safe(d.path), safe(d.reason))),
  'repository.badSearch': d =>
    d.reason === 'regexp'
      ? say(t('{0} is not a regular expression.', safe(d.term)))
      : say(t('{0} is not a version constraint. Write for example >=1.2 <2.', safe(d.term))),
  'repository.badIndex': d =>
    say(
      t('The index of {0} would be refused by Helm: {1}. Its publisher has to mend it.', safe(d.url), safe(d.helmText)),
    ),
  'repository.noIndex': d =>
    offer(
      t('The index of {0} was never fetched. Update the repositories.', safe(d.name)),
      t('Update Repositories'),
      'helmChartRelease.updateRepositories',
    ),
  'repository.refused': d =>
    say(t('{0} answered with status {1}. {2}', safe(d.url), safe(d.status), safe(d.detail)).trim()),
  'repository.unauthorized': d =>
    say(t('{0} refused access (status {1}). Check user name and password.', safe(d.url), safe(d.status))),
  'repository.noChart': d =>
    offer(
      t(
        'There is no {0} in {1}. Update the repositories, or search for it.',
        safe(`${d.chart} ${d.version}`.trim()),
        safe(d.repository),
      ),
      t('Update Repositories'),
      'helmChartRelease.updateRepositories',
    ),
  'repository.noDownload': d =>
    say(
      t(
        '{0} in {1} has no address to download from. Its publisher has to mend the index.',
        safe(d.chart),
        safe(d.repository),
      ),
    ),
  'repository.badChartReference': d =>
    say(t('{0} names no chart. Write repository/chart, https://…, or oci://host/path/chart.', safe(d.reference))),
  'repository.digestMismatch': d =>
    say(
      t(
        '{0} is not what its index says: expected {1}, got {2}. It was not used. Tell the publisher of the repository.',
        safe(d.fileName),
        safe(d.expected),
        safe(d.actual),
      ),
    ),
  'repository.packageExists': d =>
    say(
      t(
        '{0} is published with other contents ({1}; yours is {2}). Raise the version in Chart.yaml.',
        safe(d.fileName),
        safe(d.existing),
        safe(d.ours),
      ),
    ),
  'repository.notListed': d =>
    say(
      t(
        '{0} {1} was sent to {2}, but the index there does not list it yet. Update the repositories in a while.',
        safe(d.chart),
        safe(d.version),
        safe(d.url),
      ),
    ),
  'repository.noCommonBase': d => say(t('{0} is not in a git repository with a branch to publish from.', safe(d.path))),
  'repository.branchDiverged': d =>
    say(
      t(
        '{0} and {1}/{0} each have commits that the other has not. Merge them, or delete the local branch, then try again.',
        safe(d.branch),
        safe(d.remote),
      ),
    ),
  'repository.branchInUse': d =>
    say(
      t(
        '{0} is checked out in {1}. Switch to another branch there, or publish to that folder.',
        safe(d.branch),
        safe(d.path),
      ),
    ),
  'repository.commitFailed': d => say(t('No commit could be made on {0}: {1}.', safe(d.branch), safe(d.reason))),
  'file.lockBusy': d =>
    say(
      t(
        'Another program has held the lock {0} for {1} seconds. Try again when it is done.',
        safe(d.path),
        safe(d.seconds),
      ),
    ),
  'file.lockUnavailable': d =>
    say(
      t(
        'No lock can be had for {0}. Check that the folder is writable; on Linux install util-linux (flock).',
        safe(d.path),
      ),
    ),
  'dependency.badVersion': d =>
    say(
      t(
        'The version {1} of the dependency {0} is not a version constraint. Mend it in Chart.yaml.',
        safe(d.chart),
        safe(d.version),
      ),
    ),
  'dependency.noVersion': d =>
    say(
      t(
        'No version of {0} in {2} satisfies {1}. Change the constraint in Chart.yaml, or update the repository.',
        safe(d.chart),
        safe(d.version),
        safe(d.repository),
      ),
    ),
  'dependency.noRepository': d =>
    offer(
      t('The repository {1} of the dependency {0} is not configured. Add it first.', safe(d.chart), safe(d.repository)),
      t('Add Repository'),
      'helmChartRelease.addRepository',
    ),
  'dependency.noDirectory': d => say(t('The dependency {0} has no folder {1}.', safe(d.chart), safe(d.path))),
  'dependency.directoryVersion': d =>
    say(
      t(
        'The dependency {0} has version {1}, which does not satisfy {2}.',
        safe(d.chart),
        safe(d.found),
        safe(d.version),
      ),
    ),
  'dependency.lockOutOfSync': d =>
    offer(
      t('{0} is out of sync with the dependencies of the chart. Update the dependencies.', safe(d.lockFile)),
      t('Update Dependencies'),
      'helmChartRelease.updateDependencies',
    ),
  'dependency.notDeclared': d => say(t('The chart declares no dependency {0}.', safe(d.chart))),
  'verify.otherChart': d =>
    say(
      t(
        'The index says {0}, but the package is {1}. A signature on another version proves nothing, so it was not used.',
        safe(d.asked),
        safe(d.actual),
      ),
    ),
  'install.noHelm': d => say(t('helm is not on the PATH of the editor. The verified package is {0}.', safe(d.path))),
};
