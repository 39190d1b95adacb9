import type { ArchiveAttack, ArchiveLimit } from '../archiveProblem';
import { ChartReleaseError } from '../errors';
import type { ChartPath } from '../chart/chart';
import { limits } from './limits';

const control = /[\u0000-\u001F\u007F-\u009F\u2028\u2029]/u;
const windowsReserved = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?$/i;

/** The first component of an entry's path, and the rest as a path inside the chart. Throws `archive.hostile`, `archive.limit`. */
export function splitRoot(path: string): { readonly root: string; readonly inside: ChartPath } {
  if (control.test(path)) throw hostile('controlCharacter', path);
  if (path.includes('\\')) throw hostile('backslash', path);
  if (path.startsWith('/')) throw hostile('absolutePath', path);
  const [root = '', ...parts] = path.split('/');
  if (parts.length === 0) throw hostile('outsideChart', path);
  checkComponent(root, path);
  for (const part of parts) checkComponent(part, path);
  if (Buffer.byteLength(path) > limits.pathBytes)
    throw over('pathBytes', Buffer.byteLength(path), limits.pathBytes, path);
  if (parts.length > limits.depth) throw over('depth', parts.length, limits.depth, path);
  return { root, inside: parts.join('/') as ChartPath };
}

function checkComponent(part: string, path: string): void {
  if (part === '' || part === '.' || part === '..') throw hostile('pathTraversal', path);
  if (part.includes(':')) throw hostile('driveOrStream', path);
  if (windowsReserved.test(part) || /[. ]$/.test(part)) throw hostile('windowsReservedName', path);
  const size = Buffer.byteLength(part);
  if (size > limits.nameBytes) throw over('nameBytes', size, limits.nameBytes, path);
}

function hostile(attack: ArchiveAttack, entry: string): ChartReleaseError {
  return new ChartReleaseError('archive.hostile', { attack, entry });
}

function over(limit: ArchiveLimit, value: number, allowed: number, entry: string): ChartReleaseError {
  return new ChartReleaseError('archive.limit', { limit, value, allowed, entry });
}
