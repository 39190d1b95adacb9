import { join } from 'node:path';
import * as vscode from 'vscode';
import { compareEntries } from '../../core/archive/compareArchives';
import type { EntryComparison } from '../../core/archive/compareArchives';
import { gunzip } from '../../core/archive/gunzip';
import { readTar } from '../../core/archive/readTar';
import type { ArchiveFiles } from '../archive/archiveFiles';
import type { Side } from './sides';

/** Entries that are not the same on both sides. Throws the archive codes for a package that readers would disagree on. */
export function differingEntries(before: Side, after: Side): readonly EntryComparison[] {
  return compareEntries(readTar(gunzip(before.archive)), readTar(gunzip(after.archive))).filter(
    ({ state }) => state !== 'same',
  );
}

/** Opens all of these entries in the editor's diff, older on the left. Files of the work tree can be edited there. */
export async function showDifferences(
  files: ArchiveFiles,
  title: string,
  before: Side,
  after: Side,
  entries: readonly EntryComparison[],
): Promise<void> {
  const uriOf = (side: Side, path: string): vscode.Uri => {
    const inside = path.slice(path.indexOf('/') + 1);
    // Chart.yaml is written anew when a chart is packaged: what ships is compared, not what it was made from.
    return side.directory === undefined || inside === 'Chart.yaml'
      ? files.keep(side.archive, inside)
      : vscode.Uri.file(join(side.directory, inside));
  };
  const resources = entries.map(({ path, state }) => {
    const left = state === 'added' ? undefined : uriOf(before, path);
    const right = state === 'missing' ? undefined : uriOf(after, path);
    return [right ?? left, left, right];
  });
  await vscode.commands.executeCommand('vscode.changes', title, resources);
}
