import * as vscode from 'vscode';
import type { ErrorCode, ErrorDetails } from '../core/errors';
import { ChartReleaseError } from '../core/errors';
import type { ErrorMessage } from './errorMessage';
import { attackText, damageText, limitText } from './archive/archiveText';
import { errnoText, openFile, openSetting, safe, say } from './errorMessage';
import { keyMessages } from './keyring/keyMessages';
import { registryMessages } from './registries/registryMessages';
import { releaseMessages } from './release/releaseMessages';
import { repositoryMessages } from './repositories/repositoryMessages';

type Table = { readonly [C in ErrorCode]: (details: ErrorDetails[C]) => ErrorMessage };

const t = vscode.l10n.t;

/** Every code has its words: those of an area beside its feature, the general ones here. */
const table: Table = {
  ...keyMessages,
  ...registryMessages,
  ...releaseMessages,
  ...repositoryMessages,
  'chart.notFound': d => say(t('There is no chart in {0}: it has no Chart.yaml file.', safe(d.path))),
  'chart.unloadable': d =>
    say(
      t(
        'The chart cannot be loaded: {0}. Mend it and try again; open problems are listed in the Problems view.',
        safe(d.helmText),
      ),
      d.path === undefined ? undefined : openFile(d.path),
    ),
  'archive.malformed': d =>
    say(t('The package is damaged: {0}. Make or download it again.', where(damageText(d.reason), d.entry))),
  'archive.hostile': d =>
    say(
      t(
        'The package is refused because it is made to mislead: {0}. Do not use it.',
        where(attackText(d.attack), d.entry),
      ),
    ),
  'archive.limit': d =>
    say(
      t(
        'The package exceeds a limit. {0}: {1}, allowed are {2}.',
        where(limitText(d.limit), d.entry),
        safe(d.value),
        safe(d.allowed),
      ),
    ),
  'index.cannotKeep': () =>
    say(
      t(
        'index.yaml has entries, keys or comments that Helm does not read, in a form that cannot be edited in place. Nothing was written. Take them out, or lay the file out as Generate Index does.',
      ),
    ),
  'index.changed': d =>
    say(t('{0} was changed meanwhile, and nothing was written. Try again.', safe(d.path)), openFile(d.path)),
  'index.unreadable': d =>
    say(t('{0} is no index that Helm reads: {1}', safe(d.path), safe(d.helmText)), openFile(d.path)),
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
  'file.isFolder': d => say(t('{0} is a folder, not a file.', safe(d.path))),
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
  'verify.refused': d =>
    say(t('{0} did not verify ({1}) and was not used.', safe(d.fileName), safe(d.verdict)), {
      title: t('Show Report'),
      command: 'helmChartRelease.showReport',
      arguments: [],
    }),
};

/** What the user reads about any error. A foreign error keeps its own first line. */
export function errorMessage(error: unknown): ErrorMessage {
  if (error instanceof ChartReleaseError) return messageFor(error.code, error.details);
  return say(safe(error instanceof Error ? error.message : String(error)));
}

function messageFor<C extends ErrorCode>(code: C, details: ErrorDetails[C]): ErrorMessage {
  return (table[code] as (details: ErrorDetails[C]) => ErrorMessage)(details);
}

function where(reason: string, entry: string | undefined): string {
  return entry === undefined ? safe(reason) : `${safe(reason)} (${safe(entry)})`;
}
