import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { Script } from 'node:vm';

const digestBytes = 32;

/**
 * Compiled code of the command line, kept from one run to the next: compiling it takes longer than most commands. Node 20
 * has no such cache of its own, and that of Node 22 lies in a folder that other users can write to. This one is in the
 * user's own cache folder, and is taken only from files that are this user's and that nobody else can write.
 */
export class CodeCache {
  readonly #file: string;
  readonly #source: string;
  /** Of all files of this program, and of those made from just these bytes by this Node. */
  readonly #names: { readonly program: string; readonly version: string };

  /** `purpose`: what runs differs by it, so each has a file of its own. Letters, digits and dashes. */
  constructor(
    private readonly folder: string,
    private readonly programPath: string,
    purpose: string,
  ) {
    const bytes = readFileSync(programPath);
    // V8 compares no more of the source than its length.
    const digest = createHash('sha256').update(bytes).update(process.version).update(process.arch).digest('hex');
    const program = `${basename(programPath)}-`;
    this.#names = { program, version: `${program}${digest.slice(0, 24)}-` };
    this.#file = join(folder, `${this.#names.version}${purpose}`);
    this.#source = `(function(exports,require,module,__filename,__dirname){${bytes.toString('utf8')}\n})`;
  }

  /** The program, compiled or fetched; `keep` notes what has been compiled by now, when there is something new to note. */
  load(): { readonly run: unknown; readonly keep: () => void } {
    const cachedData = this.#read();
    const script = new Script(this.#source, { filename: this.programPath, ...(cachedData && { cachedData }) });
    const isFresh = cachedData !== undefined && script.cachedDataRejected !== true;
    return {
      run: script.runInThisContext(),
      keep: () => {
        if (!isFresh) this.#write(script.createCachedData());
      },
    };
  }

  #read(): Buffer | undefined {
    try {
      if (!isOwn(this.#file, 'file')) return undefined;
      const bytes = readFileSync(this.#file);
      const data = bytes.subarray(digestBytes);
      // V8 may crash on damaged data.
      return digestOf(data).equals(bytes.subarray(0, digestBytes)) ? data : undefined;
    } catch {
      return undefined;
    }
  }

  /** A folder that cannot be written costs time and nothing else. */
  #write(data: Buffer): void {
    try {
      mkdirSync(this.folder, { recursive: true, mode: 0o700 });
      if (!isOwn(this.folder, 'folder')) return;
      const { program, version } = this.#names;
      for (const name of readdirSync(this.folder))
        if (name.startsWith(program) && !name.startsWith(version)) rmSync(join(this.folder, name), { force: true });
      const temporary = `${this.#file}.${process.pid}`;
      writeFileSync(temporary, Buffer.concat([digestOf(data), data]), { mode: 0o600, flag: 'wx' });
      renameSync(temporary, this.#file);
    } catch {
      return;
    }
  }
}

/** Where this user's programs keep what they can make again. */
export function codeCacheFolder(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const name = 'helm-chart-release';
  if (platform === 'win32')
    return join(environment['LOCALAPPDATA'] || join(homedir(), 'AppData', 'Local'), name, 'code');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', name, 'code');
  return join(environment['XDG_CACHE_HOME'] || join(homedir(), '.cache'), name, 'code');
}

/** Windows has no such modes: there the folder is below the user's profile, which others cannot write. */
function isOwn(path: string, kind: 'file' | 'folder'): boolean {
  const stats = lstatSync(path);
  if (kind === 'file' ? !stats.isFile() : !stats.isDirectory()) return false;
  const user = process.geteuid?.();
  return user === undefined || (stats.uid === user && (stats.mode & 0o022) === 0);
}

function digestOf(data: Buffer): Buffer {
  return createHash('sha256').update(data).digest();
}
