import { resolve } from 'node:path';
import { startLocalRegistry } from '../../../node/localRegistry/localRegistry';
import { parseFlags } from '../../flags';
import type { CliCommand } from '../../run';
import { UsageError } from '../../usage';

/** The local registry over a folder, on this machine only, until Ctrl-C. JSON, when it listens: `{url, target, directory}`. */
export const serveCommand: CliCommand = async (args, terminal, context) => {
  const { flags, positionals } = parseFlags(args, { port: 'text', json: 'switch' });
  const [folder, ...more] = positionals;
  if (folder === undefined || more.length > 0) throw new UsageError('needs a folder for its content');
  const port = Number(flags.port ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new UsageError('--port is a number up to 65535');
  const directory = resolve(terminal.currentDirectory, folder);
  const registry = await startLocalRegistry({ directory, port, log: context.log });
  const target = `oci://127.0.0.1:${registry.port}`;
  terminal.result(
    flags.json ? JSON.stringify({ url: registry.url, target, directory }) : `${target} serves ${directory}`,
  );
  await new Promise<void>(done => {
    if (context.signal.aborted) done();
    context.signal.addEventListener('abort', () => done(), { once: true });
  });
  await registry.close();
  return 0;
};
