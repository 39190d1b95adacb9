import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * A program built by `go install MODULE@VERSION` into .cache/go, once. Go is needed: tests that compare with programs of
 * other makers fail without it rather than pass unseen.
 */
export async function goProgram(module: string, version: string): Promise<string> {
  const directory = directoryOf(module, version);
  const path = join(directory, module.split('/').at(-1) ?? module);
  if (existsSync(path)) return path;
  mkdirSync(directory, { recursive: true });
  const env = { ...process.env, GOBIN: directory, GOFLAGS: '-mod=mod', CGO_ENABLED: '0' };
  console.log(`Building ${module}@${version} with go ...`);
  await run('go', ['install', '-trimpath', `${module}@${version}`], { env, cwd: directory });
  return path;
}

export interface GoSource {
  /** The path that the module is fetched by; its own go.mod may name another, which `go install` refuses. */
  readonly module: string;
  readonly version: string;
  /** What go.sum would say of the module: `h1:` and the hash over all of its files. */
  readonly sum: string;
  /** The folder of the program in the module, such as `./cmd/zot`. */
  readonly program: string;
  readonly tags?: readonly string[];
}

/**
 * A program built from the sources of a module that is fetched by another path than its own: from GOPROXY, compared with
 * `sum`, its dependencies with the go.sum that it brings. Built into .cache/go, once.
 */
export async function goProgramFrom(source: GoSource): Promise<string> {
  const { module, version, sum, program, tags = [] } = source;
  const directory = directoryOf(module, version);
  const path = join(directory, basename(program));
  if (existsSync(path)) return path;
  mkdirSync(directory, { recursive: true });
  console.log(`Building ${program} of ${module}@${version} with go ...`);
  const work = mkdtempSync(join(directory, 'build-'));
  try {
    const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '', GOWORK: 'off' };
    // The public checksum database does not know every module by this path: `sum` takes its place.
    const download = { env: { ...env, GONOSUMDB: module }, cwd: work };
    const { stdout } = await run('go', ['mod', 'download', '-json', `${module}@${version}`], download);
    const fetched = JSON.parse(stdout) as { readonly Dir: string; readonly Sum: string };
    if (fetched.Sum !== sum) throw new Error(`${module}@${version}: sum is ${fetched.Sum}, expected ${sum}`);
    // Go keeps its copy read-only; the build may complete go.mod.
    cpSync(fetched.Dir, join(work, 'source'), { recursive: true });
    await run('chmod', ['-R', 'u+w', join(work, 'source')]);
    const built = join(work, 'program');
    const options = ['-mod=mod', '-trimpath', '-ldflags=-s -w', `-tags=${tags.join(',')}`, '-o', built];
    await run('go', ['build', ...options, program], { env, cwd: join(work, 'source'), maxBuffer: 1 << 26 });
    renameSync(built, path);
    return path;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function directoryOf(module: string, version: string): string {
  return resolve('.cache/go', `${module.replace(/[^a-z0-9]+/gi, '-')}@${version}`);
}
