import { execFile } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

/**
 * A program built by `go install MODULE@VERSION` into .cache/go, once. Go is needed: tests that compare with programs of
 * other makers fail without it rather than pass unseen.
 */
export async function goProgram(module: string, version: string): Promise<string> {
  const directory = resolve('.cache/go', `${module.replace(/[^a-z0-9]+/gi, '-')}@${version}`);
  const path = join(directory, module.split('/').at(-1) ?? module);
  if (existsSync(path)) return path;
  mkdirSync(directory, { recursive: true });
  const env = { ...process.env, GOBIN: directory, GOFLAGS: '-mod=mod', CGO_ENABLED: '0' };
  console.log(`Building ${module}@${version} with go ...`);
  await promisify(execFile)('go', ['install', '-trimpath', `${module}@${version}`], { env, cwd: directory });
  return path;
}
