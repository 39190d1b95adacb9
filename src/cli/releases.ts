import { resolve } from 'node:path';
import type { Context } from '../core/context';
import { parseTarget } from '../core/registry/reference';
import { chartHistory } from '../node/chartHistory';
import { findCharts } from '../node/findCharts';
import type { ReleasePlans } from '../workflows/release/planReleases';
import { planReleases } from '../workflows/release/planReleases';
import type { ReleaseTarget } from '../workflows/release/ports';
import { folderTarget } from '../workflows/release/folderTarget';
import { registryTarget } from '../workflows/release/registryTarget';
import { cliPorts } from './ports';
import type { Terminal } from './terminal';
import { UsageError } from './usage';

export const planFlags = {
  to: 'texts',
  times: 'text',
  keyring: 'text',
  'plain-http': 'switch',
} as const;

interface PlanFlags {
  readonly to?: readonly string[];
  readonly times?: string;
  readonly keyring?: string;
  readonly 'plain-http'?: boolean;
}

type CliPorts = ReturnType<typeof cliPorts>;

/** The plan for the charts in these folders (default: the current one) to the targets of `--to`. */
export async function planFor(
  flags: PlanFlags,
  folders: readonly string[],
  terminal: Terminal,
  context: Context,
): Promise<{ readonly plan: ReleasePlans; readonly ports: CliPorts }> {
  const addresses = flags.to ?? [];
  if (addresses.length === 0)
    throw new UsageError('needs at least one --to: oci://HOST/PATH or the folder of a repository');
  const times = flags.times ?? 'reproducible';
  if (times !== 'reproducible' && times !== 'files') throw new UsageError('--times is reproducible or files');
  const ports = releasePorts(flags, addresses, terminal);
  const roots = (folders.length === 0 ? ['.'] : folders).map(folder => resolve(terminal.currentDirectory, folder));
  const found = await Promise.all(roots.map(root => findCharts(root, context.signal)));
  const directories = [...new Set(found.flat())];
  if (directories.length === 0) throw new UsageError(`there is no chart in ${roots.join(', ')}`);
  const targets = [...new Set(addresses)].map(address => targetAt(address, ports, terminal));
  const history = chartHistory(terminal.environment);
  return { plan: await planReleases({ ...ports, history }, { directories, targets, times }, context), ports };
}

export function releasePorts(flags: PlanFlags, addresses: readonly string[], terminal: Terminal): CliPorts {
  const hosts = addresses.filter(isRegistry).map(address => parseTarget(address).host);
  return cliPorts(terminal, flags['plain-http'] ? hosts : [], flags.keyring);
}

export function targetAt(address: string, ports: CliPorts, terminal: Terminal): ReleaseTarget {
  if (isRegistry(address)) return registryTarget(address, ports);
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(address))
    throw new UsageError(`${address} is neither oci://HOST/PATH nor a folder`);
  return folderTarget(resolve(terminal.currentDirectory, address), ports);
}

function isRegistry(address: string): boolean {
  return address.startsWith('oci://');
}
