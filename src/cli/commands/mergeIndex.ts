import { resolve } from 'node:path';
import { fileStore } from '../../node/fileStore';
import { mergeIndexFiles } from '../../workflows/index/mergeIndexes';
import { parseFlags } from '../flags';
import type { CliCommand } from '../run';
import { UsageError } from '../usage';

/** A merge driver for git: the result replaces the second file; exit code 1 when something is left to decide. */
export const mergeIndexCommand: CliCommand = async (args, terminal) => {
  const { positionals } = parseFlags(args, {});
  const [base, ours, theirs] = positionals.map(path => resolve(terminal.currentDirectory, path));
  if (base === undefined || ours === undefined || theirs === undefined || positionals.length > 3)
    throw new UsageError('needs three files: what both come from, ours, theirs');
  const { conflicts } = await mergeIndexFiles(fileStore(), { base, ours, theirs });
  for (const { chart, version, kind } of conflicts)
    terminal.message(`conflict: ${chart} ${version}: ${kindText[kind]}`);
  return conflicts.length === 0 ? 0 : 1;
};

const kindText = {
  bothAdded: 'both sides added it with different contents; ours was kept',
  bothChanged: 'both sides changed it; ours was kept',
  weDropped: 'we dropped it and they changed it; theirs was kept',
  theyDropped: 'they dropped it and we changed it; ours was kept',
} as const;
