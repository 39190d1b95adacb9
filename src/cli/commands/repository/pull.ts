import { resolve } from 'node:path';
import { parseReference } from '../../../core/registry/reference';
import { pullPackage } from '../../../workflows/repository/pullPackage';
import { unpackChart } from '../../../workflows/repository/unpackChart';
import { connectionFlags, connectionFrom } from '../../connection';
import type { Flags } from '../../flags';
import { parseFlags } from '../../flags';
import type { CliCommand } from '../../run';
import type { Terminal } from '../../terminal';
import { UsageError } from '../../usage';
import { cliRepositoryPorts } from './ports';

/** What a chart is named by, common to pull, show and install. */
export const chartFlags = {
  version: 'text',
  devel: 'switch',
  repo: 'text',
  keyring: 'text',
  verify: 'switch',
  ...connectionFlags,
} as const;

interface ChartFlags {
  readonly version?: string;
  readonly devel?: boolean;
  readonly repo?: string;
}

export function wishFrom(
  reference: string,
  flags: ChartFlags,
): {
  readonly reference: string;
  readonly version?: string;
  readonly devel?: boolean;
  readonly repositoryUrl?: string;
} {
  return {
    reference,
    ...(flags.version === undefined ? {} : { version: flags.version }),
    ...(flags.devel === undefined ? {} : { devel: flags.devel }),
    ...(flags.repo === undefined ? {} : { repositoryUrl: flags.repo }),
  };
}

/** The ports for a chart, spoken to as the flags say. Throws what `connectionFrom` throws, and `registry.badReference`. */
export async function chartPorts(
  reference: string,
  flags: Flags<typeof chartFlags>,
  terminal: Terminal,
): Promise<ReturnType<typeof cliRepositoryPorts>> {
  const host = reference.startsWith('oci://') ? parseReference(reference).host : undefined;
  const connection = await connectionFrom(flags, terminal, host);
  const plainHttpHosts = flags['plain-http'] === true && host !== undefined ? [host] : [];
  return cliRepositoryPorts(terminal, { keyring: flags.keyring, plainHttpHosts, connection });
}

/** JSON: `{path, provenancePath?, folder?, digest, source, verdict?, signer?}`; `source` names the manifest's digest for a registry. */
export const pullCommand: CliCommand = async (args, terminal, context) => {
  const kinds = {
    ...chartFlags,
    prov: 'switch',
    destination: 'text',
    untar: 'switch',
    untardir: 'text',
    replace: 'switch',
    json: 'switch',
  } as const;
  const { flags, positionals } = parseFlags(args, kinds, { destination: 'd' });
  const [reference, ...more] = positionals;
  if (reference === undefined || more.length > 0) throw new UsageError('needs a chart');
  const ports = await chartPorts(reference, flags, terminal);
  const destination = resolve(terminal.currentDirectory, flags.destination ?? '.');
  const result = await pullPackage(
    ports,
    {
      ...wishFrom(reference, flags),
      destination,
      verify: flags.verify ? 'require' : 'byPolicy',
      keepProvenance: (flags.prov ?? false) || (flags.verify ?? false),
      replace: flags.replace ?? false,
    },
    context,
  );
  const { located, report } = result;
  const folder = flags.untar
    ? await unpackChart(ports.store, located.archive, resolve(destination, flags.untardir ?? '.'), context)
    : undefined;
  if (flags.prov && located.provenance === undefined) terminal.message(`there is no provenance for ${located.source}`);
  const signer = report?.signer?.fingerprint;
  if (flags.json) {
    const { path, provenancePath } = result;
    const { digest, source } = located;
    const document = { path, provenancePath, folder, digest, source, verdict: report?.verdict, signer };
    terminal.result(JSON.stringify(document, undefined, 2));
  } else {
    terminal.result(`${result.outcome} ${result.path} ${located.digest}`);
    if (folder !== undefined) terminal.result(`unpacked ${folder}`);
    if (signer !== undefined) terminal.result(`verified, signed by ${signer}`);
  }
  return 0;
};
