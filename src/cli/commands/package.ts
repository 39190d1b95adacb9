import { resolve } from 'node:path';
import type { PackageResult } from '../../workflows/packageChart';
import { packageChart } from '../../workflows/packageChart';
import { signChart } from '../../workflows/signChart';
import { parseFlags } from '../flags';
import { signerFrom, signingFlags } from '../keys';
import { cliPorts } from '../ports';
import type { CliCommand } from '../run';
import { UsageError } from '../usage';

const flagKinds = {
  destination: 'text',
  version: 'text',
  'app-version': 'text',
  times: 'text',
  replace: 'switch',
  sign: 'switch',
  json: 'switch',
  ...signingFlags,
} as const;

/** JSON: `{path, name, version, digest, entries: [{path, size, mode}], mtime}` for one chart, a list of them for several. */
export const packageCommand: CliCommand = async (args, terminal, context) => {
  const { flags, positionals } = parseFlags(args, flagKinds, { destination: 'd' });
  if (positionals.length === 0) throw new UsageError('needs the folder of at least one chart');
  const times = flags.times ?? 'reproducible';
  if (times !== 'reproducible' && times !== 'files') throw new UsageError('--times is reproducible or files');
  const ports = cliPorts(terminal);
  const signer = flags.sign ? await signerFrom(flags, terminal, ports.store) : undefined;
  const results = [];
  for (const chart of positionals) {
    const result = await packageChart(
      ports,
      {
        directory: resolve(terminal.currentDirectory, chart),
        destination: resolve(terminal.currentDirectory, flags.destination ?? '.'),
        times,
        replace: flags.replace ?? false,
        ...(flags.version === undefined ? {} : { version: flags.version }),
        ...(flags['app-version'] === undefined ? {} : { appVersion: flags['app-version'] }),
      },
      context,
    );
    if (signer !== undefined) await signChart(ports, result.path, signer, context);
    for (const warning of result.warnings)
      terminal.message(
        `warning: ${warning.code} ${warning.path}${warning.target === undefined ? '' : ` -> ${warning.target}`}`,
      );
    if (!flags.json) terminal.result(`${result.path} ${result.archive.digest}`);
    results.push(packageJson(result));
  }
  if (flags.json) terminal.result(JSON.stringify(results.length === 1 ? results[0] : results, undefined, 2));
  return 0;
};

function packageJson({ archive, path, time }: PackageResult): object {
  return {
    path,
    name: archive.metadata.name,
    version: archive.metadata.version,
    digest: archive.digest,
    entries: archive.entries.map(entry => ({ path: entry.path, size: entry.sizeBytes, mode: entry.mode })),
    mtime: time ?? { source: 'files' },
  };
}
