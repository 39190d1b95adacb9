import type { Context } from '../core/context';
import { compareCommand } from './commands/compare';
import { ignoredCommand } from './commands/ignored';
import { keysCommand } from './commands/keys';
import { indexCommand } from './commands/index';
import { mergeIndexCommand } from './commands/mergeIndex';
import { lintCommand } from './commands/lint';
import { packageCommand } from './commands/package';
import { planCommand } from './commands/plan';
import { loginCommand, logoutCommand } from './commands/registry/login';
import { pushCommand } from './commands/registry/push';
import { serveCommand } from './commands/registry/serve';
import { referrersCommand, tagsCommand } from './commands/registry/tags';
import { dependencyCommand } from './commands/repository/dependency';
import { installCommand } from './commands/repository/install';
import { publishCommand } from './commands/repository/publish';
import { pullCommand } from './commands/repository/pull';
import { repoCommand } from './commands/repository/repo';
import { searchCommand } from './commands/repository/search';
import { showCommand } from './commands/repository/show';
import { releaseCommand } from './commands/release';
import { signCommand } from './commands/sign';
import { verifyCommand } from './commands/verify';
import { versionCommand } from './commands/version';
import { asksForHelp, helpFor, nearestCommand } from './help';
import { errorText } from './messages';
import type { Terminal } from './terminal';
import { usage, UsageError } from './usage';

/** A command: arguments after its name in, exit code out. Throws `UsageError` and the failures of the workflows. */
export type CliCommand = (args: readonly string[], terminal: Terminal, context: Context) => Promise<number>;

const commands: Readonly<Record<string, CliCommand>> = {
  package: packageCommand,
  sign: signCommand,
  verify: verifyCommand,
  compare: compareCommand,
  ignored: ignoredCommand,
  lint: lintCommand,
  keys: keysCommand,
  login: loginCommand,
  logout: logoutCommand,
  push: pushCommand,
  tags: tagsCommand,
  referrers: referrersCommand,
  serve: serveCommand,
  index: indexCommand,
  publish: publishCommand,
  install: installCommand,
  dependency: dependencyCommand,
  'merge-index': mergeIndexCommand,
  repo: repoCommand,
  search: searchCommand,
  show: showCommand,
  pull: pullCommand,
  plan: planCommand,
  release: releaseCommand,
  version: versionCommand,
};

/** Runs one command line. 0 done, 1 refused or failed, 2 wrong usage. */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<number> {
  const [name = '', ...rest] = args;
  if (name === '') {
    terminal.result(usage);
    return 2;
  }
  if (name === '--version') return versionCommand(rest, terminal, contextFor(terminal));
  if (name === 'help' || name === '--help' || name === '-h') return explain(rest[0], terminal);
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) return unknownCommand(name, terminal);
  if (asksForHelp(rest)) return explain(name, terminal);
  try {
    return await command(rest, terminal, contextFor(terminal));
  } catch (error) {
    if (error instanceof UsageError) {
      terminal.message(`helm-chart-release ${name}: ${error.message}\n\n${helpFor(name) ?? usage}`);
      return 2;
    }
    terminal.message(`helm-chart-release ${name}: ${errorText(error)}`);
    return 1;
  }
}

/** `help`, `help COMMAND` and `COMMAND --help`: on standard output, since it was asked for. */
function explain(name: string | undefined, terminal: Terminal): number {
  if (name === undefined) {
    terminal.result(usage);
    return 0;
  }
  const help = helpFor(name);
  if (help === undefined) return unknownCommand(name, terminal);
  terminal.result(help);
  return 0;
}

function unknownCommand(name: string, terminal: Terminal): number {
  const near = nearestCommand(name, Object.keys(commands));
  const next =
    near === undefined
      ? 'helm-chart-release help lists them.'
      : `Did you mean ${near}? helm-chart-release help lists all.`;
  terminal.message(`helm-chart-release: there is no command ${JSON.stringify(name)}. ${next}`);
  return 2;
}

function contextFor(terminal: Terminal): Context {
  const say = (text: string): void => {
    terminal.message(text);
  };
  return { signal: terminal.signal, progress() {}, log: { debug() {}, info() {}, warn: say, error: say } };
}
