import { join } from 'node:path';
import { CodeCache, codeCacheFolder } from './codeCache';

/** The command line's start: loads the program from its code cache, and as any other module where that cannot be. */
function launch(program: string): void {
  const command = /^[a-z-]{1,20}$/.exec(process.argv[2] ?? '')?.[0] ?? 'none';
  const cache = new CodeCache(codeCacheFolder(process.env, process.platform), program, command);
  const { run, keep } = cache.load();
  process.once('exit', keep);
  const module = { exports: {} };
  (run as (...parts: readonly unknown[]) => void)(module.exports, require, module, program, __dirname);
}

launch(join(__dirname, 'program.cjs'));
