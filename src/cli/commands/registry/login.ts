import { removeLogin, storeLogin } from '../../../node/credentials/storeLogin';
import { connectionFlags, connectionFrom } from '../../connection';
import { parseFlags } from '../../flags';
import { cliPorts } from '../../ports';
import type { CliCommand } from '../../run';
import { UsageError } from '../../usage';

const hostPattern = /^(?:[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?$/i;

/** Asks the registry first: what it refuses is not kept. JSON: `{host, storedIn}`. */
export const loginCommand: CliCommand = async (args, terminal, context) => {
  const { flags, positionals } = parseFlags(
    args,
    { ...connectionFlags, insecure: 'switch', json: 'switch' },
    { username: 'u', password: 'p' },
  );
  const host = hostFrom(positionals);
  const skip = flags.insecure === true ? { 'insecure-skip-tls-verify': true } : {};
  const connection = await connectionFrom({ ...flags, ...skip }, terminal, host);
  const { credential } = connection;
  if (credential === undefined) throw new UsageError('needs --username and --password-stdin');
  await cliPorts(terminal, flags['plain-http'] ? [host] : [], undefined, connection)
    .clientFor(host)
    .ping(context);
  const login = { username: credential.username, secret: credential.identityToken ?? credential.secret };
  const storedIn = await storeLogin(host, login, terminal.environment);
  terminal.result(flags.json ? JSON.stringify({ host, storedIn }, undefined, 2) : `Logged in to ${host}: ${storedIn}`);
  return 0;
};

/** JSON: `{host, removed}`. Not being logged in is no failure, as in Helm 4. */
export const logoutCommand: CliCommand = async (args, terminal) => {
  const { flags, positionals } = parseFlags(args, { json: 'switch' });
  const host = hostFrom(positionals);
  const removed = await removeLogin(host, terminal.environment);
  if (flags.json) terminal.result(JSON.stringify({ host, removed }, undefined, 2));
  else terminal.result(removed ? `Removed the login of ${host}` : `There was no login of ${host}`);
  return 0;
};

function hostFrom(positionals: readonly string[]): string {
  const [host, ...more] = positionals;
  if (host === undefined || more.length > 0 || !hostPattern.test(host))
    throw new UsageError('needs a host: name[:port], without scheme and path');
  return host;
}
