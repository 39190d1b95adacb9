import { resolve } from 'node:path';
import type { PackageResult, SignedPackageResult } from '../../workflows/packageChart';
import { packageAndSign, packageChart } from '../../workflows/packageChart';
import type { PackageTime } from '../../workflows/ports';
import { parseFlags } from '../flags';
import { signerFrom, signingFlags, signOptions, warnOfKey } from '../keys';
import { cliPorts } from '../ports';
import type { CliCommand } from '../run';
import { UsageError } from '../usage';
import { warningText } from '../warnings';

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

/**
 * JSON: `{path, name, version, digest, entries: [{path, size, mode}], mtime, mtimeSource, outcome}` for one chart, a list of them
 * for several. `mtime` in seconds since 1970.
 */
export const packageCommand: CliCommand = async (args, terminal, context) => {
  const { flags, positionals } = parseFlags(args, flagKinds, { destination: 'd' });
  if (positionals.length === 0) throw new UsageError('needs the folder of at least one chart');
  const times = flags.times ?? 'reproducible';
  if (times !== 'reproducible' && times !== 'files') throw new UsageError('--times is reproducible or files');
  const ports = cliPorts(terminal);
  const signer = flags.sign ? await signerFrom(flags, terminal, ports.store) : undefined;
  const results = [];
  for (const chart of positionals) {
    const request = {
      directory: resolve(terminal.currentDirectory, chart),
      destination: resolve(terminal.currentDirectory, flags.destination ?? '.'),
      times,
      replace: flags.replace ?? false,
      ...(flags.version === undefined ? {} : { version: flags.version }),
      ...(flags['app-version'] === undefined ? {} : { appVersion: flags['app-version'] }),
    } as const;
    const signed =
      signer === undefined ? undefined : await packageAndSign(ports, request, signer, context, signOptions(flags));
    const result = signed ?? (await packageChart(ports, request, context));
    for (const warning of result.warnings) terminal.message(warningText(warning));
    warnOfKey(signed?.warnedKey ?? [], terminal);
    if (result.time !== undefined) terminal.message(`file times: ${timeText(result.time)}`);
    if (!flags.json) terminal.result(`${result.path} ${result.archive.digest}`);
    results.push(packageJson(result, signed));
  }
  if (flags.json) terminal.result(JSON.stringify(results.length === 1 ? results[0] : results, undefined, 2));
  return 0;
};

function packageJson({ archive, path, time, outcome }: PackageResult, signed?: SignedPackageResult): object {
  return {
    path,
    name: archive.metadata.name,
    version: archive.metadata.version,
    digest: archive.digest,
    entries: archive.entries.map(entry => ({ path: entry.path, size: entry.sizeBytes, mode: entry.mode })),
    mtime: time?.seconds ?? null,
    mtimeSource: time?.source ?? 'files',
    outcome,
    ...(signed === undefined ? {} : { provenancePath: signed.provenancePath }),
  };
}

function timeText({ seconds, source }: PackageTime): string {
  const date = new Date(seconds * 1000).toISOString();
  switch (source) {
    case 'SOURCE_DATE_EPOCH':
      return `${date}, from SOURCE_DATE_EPOCH`;
    case 'git':
      return `${date}, the last commit that touched the chart`;
    case 'fixed':
      return `${date}, a fixed date: there is neither SOURCE_DATE_EPOCH nor a commit`;
  }
}
