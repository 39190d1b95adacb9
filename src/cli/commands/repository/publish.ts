import { resolve } from 'node:path';
import type { Context } from '../../../core/context';
import type { RepositoryEntry } from '../../../core/repository/repositoriesFile';
import { isSameUrl } from '../../../core/repository/sameUrl';
import { uploadApis } from '../../../core/repository/uploadApi';
import { pagesBranches } from '../../../node/git/pagesBranches';
import { leftovers } from '../../../node/repositories/leftovers';
import { noSecrets } from '../../../node/repositories/repositoryPorts';
import { packageFolder } from '../../../node/packageFolder';
import type { RepairResult } from '../../../workflows/publish/repairFolder';
import { repairFolder } from '../../../workflows/publish/repairFolder';
import { publishToBranch } from '../../../workflows/publish/publishToBranch';
import { publishToFolder } from '../../../workflows/publish/publishToFolder';
import type { ServerResult } from '../../../workflows/publish/publishToServer';
import { publishToServer } from '../../../workflows/publish/publishToServer';
import { readRepositories } from '../../../workflows/repository/repositoryList';
import { basicAuthorization, loginOf } from '../../../workflows/repository/repositoryRequest';
import { parseFlags } from '../../flags';
import type { CliCommand } from '../../run';
import type { Terminal } from '../../terminal';
import { UsageError } from '../../usage';
import { cliRepositoryPorts } from './ports';

const publishFlags = {
  to: 'text',
  branch: 'text',
  remote: 'text',
  assets: 'text',
  url: 'text',
  replace: 'switch',
  readme: 'switch',
  owner: 'text',
  keyring: 'text',
  api: 'text',
  username: 'text',
  password: 'text',
  'password-stdin': 'switch',
  token: 'text',
  'context-path': 'text',
  force: 'switch',
  repair: 'switch',
  'drop-missing': 'switch',
  json: 'switch',
} as const;

/** JSON: a list of `{name, version, fileName, digest, outcome, signed}`, or what a repair found. */
export const publishCommand: CliCommand = async (args, terminal, context) => {
  const { flags, positionals } = parseFlags(args, publishFlags);
  if (flags.branch !== undefined)
    return publishBranch(positionals, { ...flags, branch: flags.branch }, terminal, context);
  if (flags.to === undefined) throw new UsageError('needs --to with the folder or the address of the repository');
  if (/^https?:\/\//i.test(flags.to))
    return publishOverHttp(positionals, { ...flags, to: flags.to }, terminal, context);
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
  const request = { packages, directory, ...folderWish(flags) };
  const results = await publishToFolder(ports, request, context);
  if (flags.json) terminal.result(JSON.stringify(results, undefined, 2));
  else for (const { outcome, fileName, digest } of results) terminal.result(`${outcome} ${fileName} sha256:${digest}`);
  return 0;
};

interface FolderFlags {
  readonly url?: string;
  readonly assets?: string;
  readonly replace?: boolean;
  readonly readme?: boolean;
  readonly owner?: string;
  readonly keyring?: string;
  readonly json?: boolean;
}

function folderWish({ url = '', assets, replace = false, readme = false, owner }: FolderFlags): {
  readonly baseUrl: string;
  readonly assets?: string;
  readonly replace: boolean;
  readonly readme: boolean;
  readonly owner?: { readonly name: string; readonly email: string };
} {
  const person = owner === undefined ? undefined : /^\s*(.+?)\s*<([^<>\s]+@[^<>\s]+)>\s*$/.exec(owner);
  if (person === null) throw new UsageError('--owner is written as "Name <mail@example.com>"');
  const [, name = '', email = ''] = person ?? [];
  return {
    baseUrl: url,
    replace,
    readme,
    ...(assets === undefined ? {} : { assets }),
    ...(person === undefined ? {} : { owner: { name, email } }),
  };
}

/** `--to`: a folder of the git repository, the current one by default. */
async function publishBranch(
  packages: readonly string[],
  flags: FolderFlags & { readonly branch: string; readonly remote?: string; readonly to?: string },
  terminal: Terminal,
  context: Context,
): Promise<number> {
  if (packages.length === 0) throw new UsageError('needs at least one package');
  const ports = {
    ...cliRepositoryPorts(terminal, { keyring: flags.keyring }),
    branches: pagesBranches(terminal.environment),
  };
  const {
    commit,
    push,
    packages: published,
  } = await publishToBranch(
    ports,
    {
      packages: packages.map(path => resolve(terminal.currentDirectory, path)),
      repository: resolve(terminal.currentDirectory, flags.to ?? '.'),
      branch: flags.branch,
      remote: flags.remote ?? 'origin',
      ...folderWish(flags),
    },
    context,
  );
  if (flags.json) terminal.result(JSON.stringify({ packages: published, commit, push }, undefined, 2));
  else {
    for (const { outcome, fileName, digest } of published) terminal.result(`${outcome} ${fileName} sha256:${digest}`);
    terminal.message(
      commit === undefined
        ? `${flags.branch} has all of it`
        : `commit ${commit} on ${flags.branch}; publish it with: ${push.join(' ')}`,
    );
  }
  return 0;
}

interface HttpFlags {
  readonly to: string;
  readonly api?: string;
  readonly username?: string;
  readonly password?: string;
  readonly 'password-stdin'?: boolean;
  readonly token?: string;
  readonly 'context-path'?: string;
  readonly force?: boolean;
  readonly keyring?: string;
  readonly json?: boolean;
}

async function publishOverHttp(
  packages: readonly string[],
  flags: HttpFlags,
  terminal: Terminal,
  context: Context,
): Promise<number> {
  const api = uploadApis.find(each => each === flags.api);
  if (api === undefined) throw new UsageError(`--api is one of ${uploadApis.join(', ')}`);
  if (packages.length === 0) throw new UsageError('needs at least one package');
  const ports = cliRepositoryPorts(terminal, { keyring: flags.keyring });
  const { repositories } = await readRepositories(ports);
  const entry = repositories.find(({ url }) => isSameUrl(url, flags.to));
  const authorization = await authorizationFrom(flags, terminal, entry);
  const transport = await ports.transportFor(entry);
  const results: ServerResult[] = [];
  for (const path of packages) {
    const request = {
      packagePath: resolve(terminal.currentDirectory, path),
      url: flags.to,
      api,
      force: flags.force ?? false,
      ...(authorization === undefined ? {} : { authorization }),
      ...(flags['context-path'] === undefined ? {} : { contextPath: flags['context-path'] }),
    };
    const result = await publishToServer({ ...ports, transport }, request, context);
    if (!result.listed) terminal.message(`${result.fileName} is not in the index yet; see repo update later`);
    if (result.provenance === 'unsupported')
      terminal.message(`${api} keeps no provenance: ${result.fileName} is unsigned there`);
    if (!flags.json) terminal.result(`${result.outcome} ${result.fileName} sha256:${result.digest}`);
    results.push(result);
  }
  if (flags.json) terminal.result(JSON.stringify(results, undefined, 2));
  return 0;
}

/** What was given, else what the configured repository of this address has. */
async function authorizationFrom(
  flags: HttpFlags,
  terminal: Terminal,
  entry: RepositoryEntry | undefined,
): Promise<string | undefined> {
  if (flags.token !== undefined) return `Bearer ${flags.token}`;
  const input = flags['password-stdin'] ? (await terminal.readInput()).replace(/\r?\n$/, '') : undefined;
  const password = input ?? flags.password;
  if (flags.username !== undefined && password !== undefined)
    return basicAuthorization({ username: flags.username, password });
  const login = entry === undefined ? undefined : await loginOf({ secrets: noSecrets }, entry);
  return login === undefined ? undefined : basicAuthorization(login);
}

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
