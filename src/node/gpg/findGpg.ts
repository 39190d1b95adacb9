import { access, constants, stat } from 'node:fs/promises';
import { posix, win32 } from 'node:path';

export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly environment: NodeJS.ProcessEnv;
  readonly homeDirectory: string;
  /** Folders whose programs are never run: what a workspace brings along is not the user's gpg. */
  readonly forbidden: readonly string[];
}

const keyFiles = ['pubring.kbx', 'pubring.gpg', 'secring.gpg', 'public-keys.d/pubring.db'] as const;

export interface GnupgHome {
  readonly path: string;
  /** Where the path comes from. */
  readonly source: 'gpgconf' | 'GNUPGHOME' | 'APPDATA' | 'home';
  /** Key files that are there. `secring.gpg` is of GnuPG 2.0 and older; the database belongs to the keyboxd of 2.4. */
  readonly files: readonly (typeof keyFiles)[number][];
}

/** Paths where a gpg may be, best first: absolute folders of PATH, then where installers put it (an editor's PATH is short). */
export function gpgCandidates({ platform, environment, forbidden }: Machine): readonly string[] {
  const { join, isAbsolute, normalize, delimiter, sep } = platform === 'win32' ? win32 : posix;
  const path = environment['PATH'] ?? environment['Path'] ?? '';
  const name = platform === 'win32' ? 'gpg.exe' : 'gpg';
  const known: Partial<Record<NodeJS.Platform, readonly string[]>> = {
    win32: ['ProgramFiles(x86)', 'ProgramFiles'].flatMap(variable => {
      const folder = environment[variable];
      return folder === undefined ? [] : [join(folder, 'GnuPG', 'bin'), join(folder, 'Gpg4win', 'bin')];
    }),
    darwin: ['/opt/homebrew/bin', '/usr/local/MacGPG2/bin', '/usr/local/bin', '/opt/local/bin'],
  };
  const folders = [...path.split(delimiter), ...(known[platform] ?? ['/usr/bin', '/usr/local/bin'])];
  const isForbidden = (folder: string) =>
    forbidden.some(root => folder === normalize(root) || folder.startsWith(`${normalize(root)}${sep}`));
  const usable = folders.filter(folder => folder !== '' && isAbsolute(folder)).map(folder => normalize(folder));
  return [...new Set(usable.filter(folder => !isForbidden(folder)).map(folder => join(folder, name)))];
}

/** The first gpg that can be run; `configured` (a setting that no workspace can set) goes before all others. */
export async function findGpg(machine: Machine, configured: string): Promise<string | undefined> {
  const { isAbsolute } = machine.platform === 'win32' ? win32 : posix;
  const candidates = configured === '' ? gpgCandidates(machine) : isAbsolute(configured) ? [configured] : [];
  for (const candidate of candidates) if (await isExecutable(candidate)) return candidate;
  return undefined;
}

/**
 * GnuPG home folders that are there and hold keys: the one that gpg names (`own`), `GNUPGHOME`, `%APPDATA%\gnupg`, `~/.gnupg`.
 */
export async function findGnupgHomes(
  machine: Machine,
  own?: string,
  hasFile: (path: string) => Promise<boolean> = isFile,
): Promise<readonly GnupgHome[]> {
  const { platform, environment, homeDirectory } = machine;
  const { join, normalize } = platform === 'win32' ? win32 : posix;
  const places: (readonly [GnupgHome['source'], string | undefined])[] = [
    ['gpgconf', own],
    ['GNUPGHOME', environment['GNUPGHOME']],
    ['APPDATA', platform === 'win32' ? environment['APPDATA'] && join(environment['APPDATA'], 'gnupg') : undefined],
    ['home', join(homeDirectory, '.gnupg')],
  ];
  const homes: GnupgHome[] = [];
  for (const [source, place] of places) {
    if (place === undefined || place === '') continue;
    const path = normalize(place).replace(/[\\/]+$/, '');
    if (homes.some(home => home.path === path)) continue;
    const files: GnupgHome['files'][number][] = [];
    for (const file of keyFiles) if (await hasFile(join(path, file))) files.push(file);
    if (files.length > 0) homes.push({ path, source, files });
  }
  return homes;
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
