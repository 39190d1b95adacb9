import type { Context } from '../core/context';
import { asksForHelp, helpFor, nearestCommand } from './help';
import { errorText } from './messages';
import type { Terminal } from './terminal';
import { usage, UsageError } from './usage';

/** A command: arguments after its name in, exit code out. Throws `UsageError` and the failures of the workflows. */
export type CliCommand = (args: readonly string[], terminal: Terminal, context: Context) => Promise<number>;

/** By name; the code of a command is loaded when it is the one asked for. */
export type CommandTable = Readonly<Record<string, () => Promise<CliCommand>>>;

/** Runs one command line. 0 done, 1 refused or failed, 2 wrong usage. */
export async function runCli(args: readonly string[], terminal: Terminal, commands: CommandTable): Promise<number> {
  const [name = '', ...rest] = args;
  if (name === '') {
    terminal.result(usage);
    return 2;
  }
  if (name === 'help' || name === '--help' || name === '-h') return explain(rest[0], terminal, commands);
  const asked = name === '--version' ? 'version' : name;
  const load = Object.hasOwn(commands, asked) ? commands[asked] : undefined;
  if (load === undefined) return unknownCommand(name, terminal, commands);
  if (asksForHelp(rest)) return explain(name, terminal, commands);
  try {
    const command = await load();
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
function explain(name: string | undefined, terminal: Terminal, commands: CommandTable): number {
  if (name === undefined) {
    terminal.result(usage);
    return 0;
  }
  const help = helpFor(name);
  if (help === undefined) return unknownCommand(name, terminal, commands);
  terminal.result(help);
  return 0;
}

function unknownCommand(name: string, terminal: Terminal, commands: CommandTable): number {
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
