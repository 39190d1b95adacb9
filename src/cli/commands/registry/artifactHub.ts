import { dirname, resolve } from 'node:path';
import { parseReference } from '../../../core/registry/reference';
import { publishArtifactHub } from '../../../workflows/publishArtifactHub';
import { connectionFlags, connectionFrom } from '../../connection';
import { parseFlags } from '../../flags';
import { cliPorts } from '../../ports';
import type { CliCommand } from '../../run';
import { UsageError } from '../../usage';

/** JSON: `{reference, manifestDigest, status}`. */
export const artifactHubCommand: CliCommand = async (args, terminal, context) => {
  const kinds = { ...connectionFlags, json: 'switch' } as const;
  const { flags, positionals } = parseFlags(args, kinds, { username: 'u', password: 'p' });
  const [file, chart, ...more] = positionals;
  if (file === undefined || chart === undefined || more.length > 0)
    throw new UsageError('needs an artifacthub-repo.yml and the address of a chart');
  const { host } = parseReference(chart);
  const connection = await connectionFrom(flags, terminal, host);
  const ports = cliPorts(terminal, flags['plain-http'] ? [host] : [], undefined, connection);
  const path = resolve(terminal.currentDirectory, file);
  const result = await publishArtifactHub(ports, { path, directory: dirname(path), chart }, context);
  if (flags.json) terminal.result(JSON.stringify(result, undefined, 2));
  else terminal.result(`${result.status} ${result.reference} ${result.manifestDigest}`);
  return 0;
};
