import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { ChartReleaseError } from '../../core/errors';
import type { CommittedCharts } from '../../workflows/ports';
import { gitLimits } from '../limits';
import { runGit } from './safeGit';

interface TreeEntry {
  readonly mode: string;
  readonly object: string;
  /** From the root of the repository. */
  readonly path: string;
}

/**
 * Charts as git holds them: the chart's folder of one commit, written to a private temporary folder while it is used. No
 * filter, line-end or export attribute of the repository is applied. A link that leads out of the chart brings along what it
 * points to inside the repository; one that leads out of the repository stays broken, and is then refused as Helm does.
 */
export function committedCharts(environment: NodeJS.ProcessEnv): CommittedCharts {
  return {
    async withChart(directory, revision, signal, use) {
      const repository = new Repository(directory, revision, environment, signal);
      const commit = await repository.commit();
      const prefix = await repository.prefix();
      const folder = await mkdtemp(join(tmpdir(), 'chart-of-commit-'));
      try {
        await repository.writeTree(commit, prefix, folder);
        return await use(join(folder, prefix), commit);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

class Repository {
  constructor(
    private readonly directory: string,
    private readonly revision: string,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly signal: AbortSignal,
  ) {}

  async commit(): Promise<string> {
    const wanted = `${this.revision}^{commit}`;
    const name = (await this.#git(['rev-parse', '--verify', '--end-of-options', wanted])).toString().trim();
    if (!/^[0-9a-f]{40,64}$/.test(name)) throw this.#failed('not a commit');
    return name;
  }

  /** The chart's folder from the root of the repository, with a slash at its end; empty for the root itself. */
  async prefix(): Promise<string> {
    return (await this.#git(['rev-parse', '--show-prefix'])).toString('utf8').replace(/\n$/, '');
  }

  async writeTree(commit: string, prefix: string, folder: string): Promise<void> {
    const written = new Set<string>();
    let wanted: readonly string[] = [prefix];
    for (let round = 0; wanted.length > 0 && round < gitLimits.linkRounds; round++) {
      const entries = (await this.#list(commit, wanted)).filter(entry => !written.has(entry.path));
      const targets: string[] = [];
      const contents = await this.#contents(entries);
      for (const entry of entries) {
        this.signal.throwIfAborted();
        written.add(entry.path);
        const bytes = contents.get(entry.object) ?? Buffer.alloc(0);
        const target = await writeEntry(folder, entry, bytes);
        if (target !== undefined) targets.push(target);
      }
      wanted = targets.filter(target => !written.has(target));
    }
    await mkdir(join(folder, prefix), { recursive: true });
  }

  async #list(commit: string, paths: readonly string[]): Promise<readonly TreeEntry[]> {
    const specs = paths.map(path => (path === '' ? '.' : path.replace(/\/$/, '')));
    const listed = await this.#git([
      '--literal-pathspecs',
      'ls-tree',
      '-r',
      '-z',
      '--full-tree',
      commit,
      '--',
      ...specs,
    ]);
    return listed
      .toString('utf8')
      .split('\0')
      .flatMap(line => {
        const match = /^(\d{6}) blob ([0-9a-f]+)\t(.*)$/s.exec(line);
        return match === null ? [] : [{ mode: match[1] ?? '', object: match[2] ?? '', path: match[3] ?? '' }];
      });
  }

  async #contents(entries: readonly TreeEntry[]): Promise<ReadonlyMap<string, Buffer>> {
    const objects = [...new Set(entries.map(entry => entry.object))];
    if (objects.length === 0) return new Map();
    const answer = await this.#git(['cat-file', '--batch'], `${objects.join('\n')}\n`);
    const contents = new Map<string, Buffer>();
    for (let offset = 0; offset < answer.length;) {
      const end = answer.indexOf(0x0a, offset);
      const [object = '', type, size] = answer.toString('latin1', offset, end).split(' ');
      if (type !== 'blob') throw this.#failed(`object ${object} is not there`);
      const start = end + 1;
      contents.set(object, answer.subarray(start, start + Number(size)));
      offset = start + Number(size) + 1;
    }
    return contents;
  }

  async #git(args: readonly string[], input?: string): Promise<Buffer> {
    const result = await runGit(this.directory, args, this.environment, this.signal, input);
    if (result === undefined) throw this.#failed('git is not installed');
    if (!result.ok) throw this.#failed(result.reason);
    return result.stdout;
  }

  #failed(reason: string): ChartReleaseError {
    return new ChartReleaseError('git.failed', { revision: this.revision, reason });
  }
}

/** Where a link leads, from the root of the repository; `undefined` for a file, and for a link that leads out of it. */
async function writeEntry(folder: string, entry: TreeEntry, bytes: Buffer): Promise<string | undefined> {
  // Git refuses such names in a commit; a repository made by hand may have them.
  if (entry.path.split('/').some(part => part === '' || part === '.' || part === '..')) return undefined;
  const path = join(folder, entry.path);
  await mkdir(dirname(path), { recursive: true });
  if (entry.mode !== '120000') {
    await writeFile(path, bytes, { flag: 'wx' });
    return undefined;
  }
  const text = bytes.toString('utf8');
  const target = posix.join(posix.dirname(entry.path), text);
  const isInside = !posix.isAbsolute(text) && target !== '..' && !target.startsWith('../');
  // A link out of the repository would bring files of this machine into what claims to be the commit.
  await symlink(isInside ? text : 'outside-of-the-repository', path);
  return isInside ? target : undefined;
}
