import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunningRegistry } from './dockerRegistry';
import { freePort, runRegistry } from './dockerRegistry';
import { goProgramFrom } from './goProgram';

/** The last release whose module the Go proxy serves by its GitHub path. */
const source = {
  module: 'github.com/project-zot/zot',
  version: 'v1.4.3',
  sum: 'h1:/6btePyKpR2R1FwGa8WhqtviB10Ox5Yw+rsYVmenhFI=',
  program: './cmd/zot',
  tags: ['containers_image_openpgp'],
} as const;

/** zot on a free loopback port, with its content in a temporary folder. */
export async function startZot(): Promise<RunningRegistry> {
  const program = await goProgramFrom(source);
  const directory = mkdtempSync(join(tmpdir(), 'zot-'));
  const port = await freePort();
  const config = join(directory, 'config.json');
  const storage = { rootDirectory: join(directory, 'data') };
  const http = { address: '127.0.0.1', port: String(port) };
  writeFileSync(config, JSON.stringify({ distSpecVersion: '1.0.1', storage, http, log: { level: 'error' } }));
  return runRegistry(program, ['serve', config], `127.0.0.1:${port}`, directory);
}
