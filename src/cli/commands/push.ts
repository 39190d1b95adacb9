import { resolve } from 'node:path';
import { parseTarget } from '../../core/registry/reference';
import { pushChart } from '../../workflows/pushChart';
import { parseFlags } from '../flags';
import { cliPorts } from '../ports';
import type { CliCommand } from '../run';
import { UsageError } from '../usage';

/** JSON: `{reference, manifestDigest, status, uploaded, skipped}`. */
export const pushCommand: CliCommand = async (args, terminal, context) => {
  const { flags, positionals } = parseFlags(args, {
    overwrite: 'switch',
    'plain-http': 'switch',
    keyring: 'text',
    json: 'switch',
  });
  const [path, target, ...more] = positionals;
  if (path === undefined || target === undefined || more.length > 0)
    throw new UsageError('needs a package and a registry address');
  const { host } = parseTarget(target);
  const ports = cliPorts(terminal, flags['plain-http'] ? [host] : [], flags.keyring);
  const archivePath = resolve(terminal.currentDirectory, path);
  const result = await pushChart(ports, { archivePath, target, overwrite: flags.overwrite ?? false }, context);
  if (flags.json) terminal.result(JSON.stringify(result, undefined, 2));
  else terminal.result(`${result.status} ${result.reference} ${result.manifestDigest}`);
  return 0;
};
