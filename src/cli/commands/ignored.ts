import { resolve } from 'node:path';
import { chartFiles } from '../../node/chartFiles';
import { displayText } from '../../util/displayText';
import { parseFlags } from '../flags';
import type { CliCommand } from '../run';
import { UsageError } from '../usage';

/** JSON: `{ignored: [{path, directory, rule, line}]}`; line 0 is the rule that Helm adds itself. */
export const ignoredCommand: CliCommand = async (args, terminal, context) => {
  const { flags, positionals } = parseFlags(args, { json: 'switch' });
  const [directory, ...more] = positionals;
  if (directory === undefined || more.length > 0) throw new UsageError('needs the folder of one chart');
  const ignored = await chartFiles().listIgnored(resolve(terminal.currentDirectory, directory), context.signal);
  const document = ignored.map(({ path, isDirectory, rule }) => {
    return { path, directory: isDirectory, rule: rule.text, line: rule.line };
  });
  if (flags.json) terminal.result(JSON.stringify({ ignored: document }, undefined, 2));
  else for (const entry of document) terminal.result(ignoredLine(entry));
  return 0;
};

function ignoredLine(entry: {
  readonly path: string;
  readonly directory: boolean;
  rule: string;
  line: number;
}): string {
  const where = entry.line === 0 ? 'built in' : `.helmignore:${entry.line}`;
  return `${displayText(entry.path)}${entry.directory ? '/' : ''}\t${displayText(entry.rule)}\t${where}`;
}
