import { resolve } from 'node:path';
import { parseReference } from '../../../core/registry/reference';
import { pullPackage } from '../../../workflows/repository/pullPackage';
import { unpackChart } from '../../../workflows/repository/unpackChart';
import { parseFlags } from '../../flags';
import type { CliCommand } from '../../run';
import { UsageError } from '../../usage';
import { cliRepositoryPorts } from './ports';

/** What a chart is named by, common to pull, show and install. */
export const chartFlags = {
  version: 'text',
  devel: 'switch',
  repo: 'text',
  keyring: 'text',
  verify: 'switch',
  'plain-http': 'switch',
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

/** Hosts that `--plain-http` is meant for. */
export function plainHosts(reference: string, plainHttp: boolean | undefined): readonly string[] {
  return plainHttp === true && reference.startsWith('oci://') ? [parseReference(reference).host] : [];
}

/** JSON: `{path, provenancePath?, digest, verdict?, signer?}`. */
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
  const ports = cliRepositoryPorts(terminal, {
    keyring: flags.keyring,
    plainHttpHosts: plainHosts(reference, flags['plain-http']),
  });
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
    const document = { path, provenancePath, folder, digest: located.digest, verdict: report?.verdict, signer };
    terminal.result(JSON.stringify(document, undefined, 2));
  } else {
    terminal.result(`${result.outcome} ${result.path} ${located.digest}`);
    if (folder !== undefined) terminal.result(`unpacked ${folder}`);
    if (signer !== undefined) terminal.result(`verified, signed by ${signer}`);
  }
  return 0;
};
