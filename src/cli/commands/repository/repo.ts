import { withoutSecrets } from '../../../core/repository/repositoriesFile';
import type { RepositoryLogin } from '../../../workflows/repository/ports';
import { addRepository, readRepositories, removeRepository } from '../../../workflows/repository/repositoryList';
import { updateRepositories } from '../../../workflows/repository/updateRepositories';
import { parseFlags } from '../../flags';
import { errorText } from '../../messages';
import type { CliCommand } from '../../run';
import { formatTable } from '../../table';
import type { Terminal } from '../../terminal';
import { UsageError } from '../../usage';
import { cliRepositoryPorts } from './ports';

/** `repo add|list|update|remove`, over the files of the user's Helm. */
export const repoCommand: CliCommand = (args, terminal, context) => {
  const [name = '', ...rest] = args;
  const subcommand = Object.hasOwn(subcommands, name) ? subcommands[name] : undefined;
  if (subcommand === undefined) throw new UsageError('needs one of add, list, update, remove');
  return subcommand(rest, terminal, context);
};

const addFlags = {
  username: 'text',
  password: 'text',
  'password-stdin': 'switch',
  'pass-credentials': 'switch',
  'ca-file': 'text',
  'cert-file': 'text',
  'key-file': 'text',
  'insecure-skip-tls-verify': 'switch',
  'force-update': 'switch',
  json: 'switch',
} as const;

const add: CliCommand = async (args, terminal, context) => {
  const { flags, positionals } = parseFlags(args, addFlags);
  const [name, url, ...more] = positionals;
  if (name === undefined || url === undefined || more.length > 0) throw new UsageError('needs a name and an address');
  const login = await loginFrom(flags, terminal);
  const outcome = await addRepository(
    cliRepositoryPorts(terminal),
    {
      name,
      url,
      keepPasswordIn: 'file',
      replace: flags['force-update'] ?? false,
      passCredentialsAll: flags['pass-credentials'] ?? false,
      insecureSkipTlsVerify: flags['insecure-skip-tls-verify'] ?? false,
      caFile: flags['ca-file'] ?? '',
      certFile: flags['cert-file'] ?? '',
      keyFile: flags['key-file'] ?? '',
      ...(login === undefined ? {} : { login }),
    },
    context,
  );
  if (flags.json) terminal.result(JSON.stringify({ name, url: withoutSecrets(url), outcome }, undefined, 2));
  else if (outcome === 'same') terminal.result(`"${name}" already exists with the same configuration, skipping`);
  else terminal.result(`"${name}" has been added to your repositories`);
  return 0;
};

async function loginFrom(
  flags: { readonly username?: string; readonly password?: string; readonly 'password-stdin'?: boolean },
  terminal: Terminal,
): Promise<RepositoryLogin | undefined> {
  const { username, password } = flags;
  if (flags['password-stdin'] === true) {
    if (password !== undefined) throw new UsageError('--password and --password-stdin exclude each other');
    if (username === undefined) throw new UsageError('--password-stdin needs --username');
    return { username, password: (await terminal.readInput()).replace(/\r?\n$/, '') };
  }
  if (username === undefined && password === undefined) return undefined;
  if (username === undefined || password === undefined) throw new UsageError('--username needs --password');
  return { username, password };
}

const list: CliCommand = async (args, terminal) => {
  const { flags, positionals } = parseFlags(args, { json: 'switch' });
  if (positionals.length > 0) throw new UsageError('takes no arguments');
  const { repositories } = await readRepositories(cliRepositoryPorts(terminal));
  const rows = repositories.map(({ name, url }) => ({ name, url: withoutUser(url) }));
  if (flags.json) terminal.result(JSON.stringify(rows, undefined, 2));
  else if (rows.length === 0) terminal.message('no repositories to show');
  else terminal.result(formatTable([['NAME', 'URL'], ...rows.map(({ name, url }) => [name, url])]));
  return 0;
};

/** A query is shown, since it tells repositories apart; a password never is. */
function withoutUser(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1');
}

interface UpdateRow {
  readonly name: string;
  readonly outcome: string;
  readonly error?: string;
  /** Entries of the index that Helm leaves out. */
  readonly skipped?: number;
}

/** Exit code 1 when one could not be updated, as in Helm 4. */
const update: CliCommand = async (args, terminal, context) => {
  const { flags, positionals } = parseFlags(args, { json: 'switch' });
  const ports = cliRepositoryPorts(terminal);
  const results = await updateRepositories(ports, positionals, context);
  if (results.length === 0) {
    terminal.message('no repositories found. You must add one before updating');
    return 1;
  }
  const rows: readonly UpdateRow[] = results.map(result => ({
    name: result.entry.name,
    outcome: result.outcome,
    ...(result.outcome === 'failed' ? { error: errorText(result.error) } : { skipped: result.skipped.length }),
  }));
  if (flags.json) terminal.result(JSON.stringify(rows, undefined, 2));
  else
    for (const row of rows)
      terminal.result(`${row.name}: ${row.outcome}${row.error === undefined ? '' : ` (${row.error})`}`);
  return results.some(result => result.outcome === 'failed') ? 1 : 0;
};

const remove: CliCommand = async (args, terminal, context) => {
  const { positionals } = parseFlags(args, {});
  if (positionals.length === 0) throw new UsageError('needs a name');
  const ports = cliRepositoryPorts(terminal);
  for (const name of positionals) {
    await removeRepository(ports, name, context);
    terminal.result(`"${name}" has been removed from your repositories`);
  }
  return 0;
};

const subcommands: Readonly<Record<string, CliCommand>> = { add, list, update, remove };
