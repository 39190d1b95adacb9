import { readdir, stat } from 'node:fs/promises';
import type { PathKinds } from '../workflows/ports';

export function pathKinds(): PathKinds {
  return { kind, list };
}

async function kind(path: string): ReturnType<PathKinds['kind']> {
  const stats = await stat(path).catch(() => undefined);
  if (stats === undefined) return undefined;
  return stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other';
}

async function list(path: string): Promise<readonly string[]> {
  const names = await readdir(path).catch(() => []);
  return names.sort();
}
