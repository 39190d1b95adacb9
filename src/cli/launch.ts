import { createRequire } from 'node:module';
import { join } from 'node:path';
import { CodeCache, codeCacheFolder } from './codeCache';

const command = /^[a-z-]{1,20}$/.exec(process.argv[2] ?? '')?.[0] ?? 'none';
const folder = codeCacheFolder(process.env, process.platform);

const requireOther = createRequire(__filename);
const started = new Map<string, unknown>();

/** Loads a bundle of this folder once, compiled before if it was; what it requires from this folder in the same way. */
function start(fileName: string): unknown {
  if (started.has(fileName)) return started.get(fileName);
  const path = join(__dirname, fileName);
  const { run, keep } = new CodeCache(folder, path, command).load();
  process.once('exit', keep);
  const module = { exports: {} };
  const requireFrom = (name: string): unknown => (name.startsWith('./') ? start(name.slice(2)) : requireOther(name));
  (run as (...parts: readonly unknown[]) => void)(module.exports, requireFrom, module, path, __dirname);
  started.set(fileName, module.exports);
  return module.exports;
}

start('program.cjs');
