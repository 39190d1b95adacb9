import * as vscode from 'vscode';
import { ChartReleaseError } from '../../core/errors';
import { findGpg } from '../../node/gpg/findGpg';
import type { Machine } from '../../node/gpg/findGpg';
import { thisMachine } from '../../node/gpg/thisMachine';
import { requireTrust } from '../commands';
import { gpgPathSetting } from '../config';

/** What is known of this machine, the workspace's folders excluded from where programs are looked for. */
export function machine(): Machine {
  return thisMachine((vscode.workspace.workspaceFolders ?? []).map(folder => folder.uri.fsPath));
}

/** The user's gpg, in a trusted workspace only. Throws `workspace.untrusted`, `gpg.failed` (`notFound`). */
export async function requireGpg(action: string): Promise<string> {
  requireTrust(action);
  const program = await findGpg(machine(), gpgPathSetting());
  if (program === undefined)
    throw new ChartReleaseError('gpg.failed', { reason: 'notFound', program: gpgPathSetting(), detail: '' });
  return program;
}
