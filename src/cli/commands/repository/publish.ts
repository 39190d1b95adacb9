import { resolve } from 'node:path';
import { leftovers } from '../../../node/repositories/leftovers';
import { packageFolder } from '../../../node/packageFolder';
import type { RepairResult } from '../../../workflows/publish/repairFolder';
import { repairFolder } from '../../../workflows/publish/repairFolder';
import { publishToFolder } from '../../../workflows/publish/publishToFolder';
import { parseFlags } from '../../flags';
import type { CliCommand } from '../../run';
import { UsageError } from '../../usage';
import { cliRepositoryPorts } from './ports';

const publishFlags = {
  to: 'text',
  url: 'text',
  replace: 'switch',
  readme: 'switch',
  keyring: 'text',
  repair: 'switch',
  'drop-missing': 'switch',
  json: 'switch',
} as const;

/** JSON: a list of `{name, version, fileName, digest, outcome, signed}`, or what a repair found. */
export const publishCommand: CliCommand = async (args, terminal, context) => {
  const { flags, positionals } = parseFlags(args, publishFlags);
  if (flags.to === undefined) throw new UsageError('needs --to with the folder of the repository');
  const directory = resolve(terminal.currentDirectory, flags.to);
  const ports = cliRepositoryPorts(terminal, { keyring: flags.keyring });
  const baseUrl = flags.url ?? '';
  if (flags.repair) {
    if (positionals.length > 0) throw new UsageError('--repair takes no packages');
    const request = { directory, baseUrl, dropMissing: flags['drop-missing'] ?? false };
    const repaired = await repairFolder({ ...ports, packages: packageFolder, leftovers }, request, context);
    terminal.result(flags.json ? JSON.stringify(repaired, undefined, 2) : repairLines(repaired));
    return repaired.missing.length > 0 && !repaired.dropped ? 1 : 0;
  }
  if (positionals.length === 0) throw new UsageError('needs at least one package');
  const packages = positionals.map(path => resolve(terminal.currentDirectory, path));
  const request = { packages, directory, baseUrl, replace: flags.replace ?? false, readme: flags.readme ?? false };
  const results = await publishToFolder(ports, request, context);
  if (flags.json) terminal.result(JSON.stringify(results, undefined, 2));
  else for (const { outcome, fileName, digest } of results) terminal.result(`${outcome} ${fileName} sha256:${digest}`);
  return 0;
};

function repairLines(result: RepairResult): string {
  const line = (what: string, refs: RepairResult['listed']): readonly string[] =>
    refs.map(({ chart, version }) => `${what} ${chart} ${version}`);
  const lines = [
    ...line('listed', result.listed),
    ...line('digest corrected', result.corrected),
    ...line(
      result.dropped ? 'dropped, its package is gone:' : 'its package is gone (drop it with --drop-missing):',
      result.missing,
    ),
    ...result.removed.map(path => `unfinished file removed ${path}`),
    ...result.unusable.map(path => `no usable package ${path}`),
  ];
  return lines.length === 0 ? 'nothing to repair' : lines.join('\n');
}
