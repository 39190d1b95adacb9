import { resolve } from 'node:path';
import { packageFolder } from '../../../node/packageFolder';
import type { DependencyPorts } from '../../../workflows/dependencies/ports';
import { listDependencies } from '../../../workflows/dependencies/listDependencies';
import type { DependencyResult } from '../../../workflows/dependencies/updateDependencies';
import { buildDependencies, updateDependencies } from '../../../workflows/dependencies/updateDependencies';
import { parseFlags } from '../../flags';
import type { CliCommand } from '../../run';
import { formatTable } from '../../table';
import type { Terminal } from '../../terminal';
import { UsageError } from '../../usage';
import { cliRepositoryPorts } from './ports';

/** `dependency list|update|build CHART`. */
export const dependencyCommand: CliCommand = (args, terminal, context) => {
  const [name = '', ...rest] = args;
  const subcommand = Object.hasOwn(subcommands, name) ? subcommands[name] : undefined;
  if (subcommand === undefined) throw new UsageError('needs one of list, update, build');
  return subcommand(rest, terminal, context);
};

/** Helm's table. JSON: `[{name, version, repository, status}]`. */
const list: CliCommand = async (args, terminal, context) => {
  const { flags, positionals } = parseFlags(args, { 'max-col-width': 'text', json: 'switch' });
  const directory = chartFrom(positionals, terminal);
  const columns = Number(flags['max-col-width'] ?? '80');
  if (!Number.isInteger(columns) || columns < 0) throw new UsageError('--max-col-width is a number');
  const { dependencies, undeclared } = await listDependencies(portsOf(terminal, {}), directory, context);
  const rows = dependencies.map(({ dependency: { name, version = '', repository }, status }) => ({
    name,
    version,
    repository,
    status,
  }));
  if (flags.json) terminal.result(JSON.stringify(rows, undefined, 2));
  else if (rows.length === 0) terminal.message(`no dependencies at ${directory}`);
  else {
    const cells = rows.map(row => [row.name, row.version, row.repository, row.status]);
    const table = [['NAME', 'VERSION', 'REPOSITORY', 'STATUS'], ...cells];
    terminal.result(formatTable(table, columns));
  }
  for (const path of undeclared) terminal.message(`${path} is not in Chart.yaml`);
  return 0;
};

const fetchFlags = {
  'skip-refresh': 'switch',
  verify: 'switch',
  keyring: 'text',
  'plain-http': 'text',
  json: 'switch',
} as const;

const update: CliCommand = async (args, terminal, context) => {
  const { flags, positionals } = parseFlags(args, { ...fetchFlags, only: 'text' } as const);
  const request = {
    directory: chartFrom(positionals, terminal),
    skipRefresh: flags['skip-refresh'] ?? false,
    verify: flags.verify ?? false,
    ...(flags.only === undefined ? {} : { only: flags.only }),
  };
  report(await updateDependencies(portsOf(terminal, flags), request, context), flags.json, terminal);
  return 0;
};

const build: CliCommand = async (args, terminal, context) => {
  const { flags, positionals } = parseFlags(args, fetchFlags);
  const request = {
    directory: chartFrom(positionals, terminal),
    skipRefresh: flags['skip-refresh'] ?? false,
    verify: flags.verify ?? false,
  };
  report(await buildDependencies(portsOf(terminal, flags), request, context), flags.json, terminal);
  return 0;
};

const subcommands: Readonly<Record<string, CliCommand>> = { list, update, build };

/** `--plain-http` takes hosts, with commas: a chart can have dependencies in several registries. */
function portsOf(
  terminal: Terminal,
  flags: { readonly keyring?: string; readonly 'plain-http'?: string },
): DependencyPorts {
  const plainHttpHosts = (flags['plain-http'] ?? '').split(',').filter(host => host !== '');
  return { ...cliRepositoryPorts(terminal, { keyring: flags.keyring, plainHttpHosts }), packages: packageFolder };
}

function chartFrom(positionals: readonly string[], terminal: Terminal): string {
  if (positionals.length > 1) throw new UsageError('takes one chart');
  return resolve(terminal.currentDirectory, positionals[0] ?? '.');
}

function report(result: DependencyResult, json: boolean | undefined, terminal: Terminal): void {
  if (json) {
    const saved = result.saved.map(({ fileName, signer }) => ({ fileName, signer }));
    terminal.result(JSON.stringify({ ...result, saved }, undefined, 2));
    return;
  }
  for (const { fileName, signer } of result.saved)
    terminal.result(`saved charts/${fileName}${signer === undefined ? '' : `, signed by ${signer}`}`);
  for (const fileName of result.deleted) terminal.result(`deleted charts/${fileName}`);
  terminal.result(`lock ${result.lock}`);
}
