import { resolve } from 'node:path';
import type { PackageResult, SignedPackageResult } from '../../workflows/packageChart';
import { packageAndSign, packageChart } from '../../workflows/packageChart';
import type { PackageTime } from '../../workflows/ports';
import { parseFlags } from '../flags';
import { signerFrom, signingFlags, signOptions, warnOfKey } from '../keys';
import { cliPorts } from '../ports';
import type { CliCommand } from '../run';
import type { Terminal } from '../terminal';
import { UsageError } from '../usage';
import { warningText } from '../warnings';

const flagKinds = {
  destination: 'text',
  version: 'text',
  'app-version': 'text',
  times: 'text',
  replace: 'switch',
  'no-replace': 'switch',
  sign: 'switch',
  json: 'switch',
  ...signingFlags,
} as const;

/**
 * JSON: `{path, name, version, digest, entries: [{path, size, mode}], mtime, mtimeSource, outcome, replaced}` for one chart, a list of them
 * for several. `mtime` in seconds since 1970.
 */
export const packageCommand: CliCommand = async (args, terminal, context) => {
  const { flags, positionals } = parseFlags(args, flagKinds, { destination: 'd' });
  if (positionals.length === 0) throw new UsageError('needs the folder of at least one chart');
  const times = flags.times ?? 'reproducible';
  if (times !== 'reproducible' && times !== 'files') throw new UsageError('--times is reproducible or files');
  if (flags.replace === true && flags['no-replace'] === true)
    throw new UsageError('--replace and --no-replace exclude each other');
  const ports = cliPorts(terminal);
  const signer = flags.sign ? await signerFrom(flags, terminal, ports.store) : undefined;
  const results = [];
  for (const chart of positionals) {
    const request = {
      directory: resolve(terminal.currentDirectory, chart),
      destination: resolve(terminal.currentDirectory, flags.destination ?? '.'),
      times,
      replace: flags['no-replace'] !== true,
      ...(flags.version === undefined ? {} : { version: flags.version }),
      ...(flags['app-version'] === undefined ? {} : { appVersion: flags['app-version'] }),
    } as const;
    const signed =
      signer === undefined ? undefined : await packageAndSign(ports, request, signer, context, signOptions(flags));
    const result = signed ?? (await packageChart(ports, request, context));
    for (const warning of result.warnings) terminal.message(warningText(warning));
    warnOfKey(signed?.warnedKey ?? [], terminal);
    sayWhatWasThere(result, terminal);
    if (result.time !== undefined) terminal.message(`file times: ${timeText(result.time)}`);
    if (!flags.json) terminal.result(`${result.path} ${result.archive.digest}`);
    results.push(packageJson(result, signed));
  }
  if (flags.json) terminal.result(JSON.stringify(results.length === 1 ? results[0] : results, undefined, 2));
  return 0;
};

/** As Helm, a package of the same version is replaced without asking; unlike Helm, not without a word. */
function sayWhatWasThere({ path, outcome, replaced, archive }: PackageResult, terminal: Terminal): void {
  if (outcome === 'unchanged') terminal.message(`${path} was there already, byte for byte the same`);
  if (replaced !== undefined)
    terminal.message(
      `warning: ${path} was there with other contents and is replaced (was ${replaced}, now ${archive.digest}). A published version must not change: raise the version, or use --no-replace`,
    );
}

function packageJson({ archive, path, time, outcome, replaced }: PackageResult, signed?: SignedPackageResult): object {
  return {
    path,
    name: archive.metadata.name,
    version: archive.metadata.version,
    digest: archive.digest,
    entries: archive.entries.map(entry => ({ path: entry.path, size: entry.sizeBytes, mode: entry.mode })),
    mtime: time?.seconds ?? null,
    mtimeSource: time?.source ?? 'files',
    outcome,
    ...(replaced === undefined ? {} : { replaced }),
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
