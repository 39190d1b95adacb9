import { usage } from './usage';

/** The lines of the usage text that are about one command, all its forms; `undefined` when there is no such command. */
export function helpFor(command: string): string | undefined {
  const lines: string[] = [];
  let within = false;
  for (const line of usage.split('\n')) {
    const startsCommand = /^ {2}\S/.test(line) && !line.startsWith('  --');
    if (startsCommand) within = line.trimStart().split(/\s/, 1)[0] === command;
    else if (line === '' || !line.startsWith('  ')) within = false;
    if (within) lines.push(line);
  }
  return lines.length === 0
    ? undefined
    : `helm-chart-release\n${lines.join('\n')}\n\n  --json on every command; exit code 0 done, 1 refused or failed, 2 wrong usage.`;
}

/** True when the arguments of a command ask what it does; what follows `--` is for another program. */
export function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end < 0 ? args : args.slice(0, end)).some(arg => arg === '--help' || arg === '-h');
}

/** The command that a mistyped name most likely meant: at most two letters away; `undefined` when none is near. */
export function nearestCommand(name: string, commands: readonly string[]): string | undefined {
  const [best] = commands
    .map(command => ({ command, distance: editDistance(name, command) }))
    .sort((a, b) => a.distance - b.distance);
  return best !== undefined && best.distance <= 2 ? best.command : undefined;
}

/** Levenshtein's distance in characters. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
