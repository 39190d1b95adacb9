import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChartReleaseError } from '../../../core/errors';
import { findProgram } from '../../../node/findProgram';
import type { InstallAction } from '../../../workflows/repository/installChart';
import { gateChart, helmArguments } from '../../../workflows/repository/installChart';
import { parseFlags } from '../../flags';
import type { CliCommand } from '../../run';
import type { Terminal } from '../../terminal';
import { UsageError } from '../../usage';
import { chartFlags, chartPorts, wishFrom } from './pull';

/** There is no override here: a pipeline has nobody to ask. Helm's own output and exit code go through. */
export const installCommand: CliCommand = async (args, terminal, context) => {
  const split = args.indexOf('--');
  const own = split === -1 ? args : args.slice(0, split);
  const more = split === -1 ? [] : args.slice(split + 1);
  const { verify: _, ...kinds } = chartFlags;
  const { flags, positionals } = parseFlags(own, { ...kinds, upgrade: 'switch', template: 'switch' } as const);
  const [name, reference, ...others] = positionals;
  if (name === undefined || reference === undefined || others.length > 0)
    throw new UsageError('needs the name of a release and a chart');
  if (flags.upgrade && flags.template) throw new UsageError('--upgrade and --template exclude each other');
  const action: InstallAction = flags.upgrade ? 'upgrade' : flags.template ? 'template' : 'install';
  const ports = await chartPorts(reference, flags, terminal);
  const directory = await mkdtemp(join(tmpdir(), 'verified-chart-'));
  const request = {
    ...wishFrom(reference, flags),
    directory,
    policyDirectory: terminal.currentDirectory,
    localFrom: terminal.currentDirectory,
  };
  const gated = await gateChart(ports, request, context);
  const helm = await findProgram('helm', terminal.environment);
  if (helm === undefined) throw new ChartReleaseError('install.noHelm', { path: gated.path });
  terminal.message(`verified ${gated.digest}, signed by ${gated.report.signer?.fingerprint ?? ''}`);
  try {
    return await runHelm(helm, helmArguments(action, name, gated.path, more), terminal);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
};

function runHelm(program: string, args: readonly string[], terminal: Terminal): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: terminal.currentDirectory,
      env: terminal.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      signal: terminal.signal,
    });
    child.stdout.setEncoding('utf8').on('data', (text: string) => terminal.result(text.replace(/\n$/, '')));
    child.stderr.setEncoding('utf8').on('data', (text: string) => terminal.message(text.replace(/\n$/, '')));
    child.once('error', reject);
    child.once('close', code => resolve(code ?? 1));
  });
}
