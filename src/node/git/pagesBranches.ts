import { join, resolve } from 'node:path';
import { ChartReleaseError } from '../../core/errors';
import type { PagesBranch, PagesBranches } from '../../workflows/publish/publishToBranch';
import { runGit } from './safeGit';

const emptyId = '0'.repeat(40);

/** Branches that are written with git's own plumbing: no working tree, no index and no hook has a part in it. */
export function pagesBranches(environment: NodeJS.ProcessEnv): PagesBranches {
  return {
    async open(directory, branch, remote, signal) {
      const repository = new Repository(directory, environment, signal);
      const gitDirectory = await repository.ask(['rev-parse', '--git-common-dir']);
      if (gitDirectory === undefined) throw new ChartReleaseError('repository.noCommonBase', { path: directory });
      if ((await repository.ask(['check-ref-format', '--branch', branch])) === undefined)
        throw new ChartReleaseError('repository.commitFailed', { branch, reason: 'that is no name of a branch' });
      await repository.requireUnused(branch);
      const start = await repository.start(branch, remote);
      const lockPath = join(resolve(directory, gitDirectory), 'helm-chart-release.lock');
      return new GitBranch(repository, branch, start, lockPath);
    },
  };
}

class Repository {
  constructor(
    private readonly directory: string,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly signal: AbortSignal,
  ) {}

  async run(
    args: readonly string[],
    input: string | Uint8Array = '',
  ): Promise<{ readonly ok: boolean; readonly stdout: Buffer; readonly reason: string }> {
    const result = await runGit(this.directory, args, this.environment, this.signal, input);
    return result ?? { ok: false, stdout: Buffer.alloc(0), reason: 'git is not installed' };
  }

  /** What git prints, without the line break; `undefined` when it says no. */
  async ask(args: readonly string[]): Promise<string | undefined> {
    const { ok, stdout } = await this.run(args);
    return ok ? stdout.toString('utf8').replace(/\n$/, '') : undefined;
  }

  commitOf(ref: string): Promise<string | undefined> {
    return this.ask(['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]);
  }

  /** A branch that changes under a working tree would look as if its files had been changed there. */
  async requireUnused(branch: string): Promise<void> {
    const listed = (await this.ask(['worktree', 'list', '--porcelain'])) ?? '';
    const used = listed.split('\n\n').find(tree => tree.split('\n').includes(`branch refs/heads/${branch}`));
    const path = /^worktree (.*)$/m.exec(used ?? '')?.[1];
    if (path !== undefined) throw new ChartReleaseError('repository.branchInUse', { branch, path });
  }

  /** The newer of the branch here and the one last fetched. Neither: the branch begins with this commit. */
  async start(branch: string, remote: string): Promise<Start> {
    const local = await this.commitOf(`refs/heads/${branch}`);
    const fetched = await this.commitOf(`refs/remotes/${remote}/${branch}`);
    if (local === undefined || fetched === undefined || local === fetched) return { local, parent: local ?? fetched };
    if (await this.#isAncestor(fetched, local)) return { local, parent: local };
    if (await this.#isAncestor(local, fetched)) return { local, parent: fetched };
    throw new ChartReleaseError('repository.branchDiverged', { branch, remote });
  }

  async #isAncestor(older: string, newer: string): Promise<boolean> {
    return (await this.run(['merge-base', '--is-ancestor', older, newer])).ok;
  }
}

interface Start {
  readonly local: string | undefined;
  readonly parent: string | undefined;
}

class GitBranch implements PagesBranch {
  constructor(
    private readonly repository: Repository,
    private readonly branch: string,
    private readonly start: Start,
    readonly lockPath: string,
  ) {}

  async read(name: string): Promise<Uint8Array | undefined> {
    const { parent } = this.start;
    if (parent === undefined) return undefined;
    const { ok, stdout } = await this.repository.run(['cat-file', 'blob', `${parent}:${name}`]);
    return ok ? new Uint8Array(stdout) : undefined;
  }

  async commit(files: ReadonlyMap<string, Uint8Array | undefined>, message: string): Promise<string> {
    const { parent, local } = this.start;
    const there = parent === undefined ? '' : (await this.#must(['ls-tree', '-z', parent])).toString('latin1');
    const lines = there.split('\0').filter(line => line !== '');
    const kept = lines.filter(line => !files.has(Buffer.from(line.slice(line.indexOf('\t') + 1), 'latin1').toString()));
    for (const [name, bytes] of files) {
      if (bytes === undefined) continue;
      const object = (await this.#must(['hash-object', '-w', '-t', 'blob', '--stdin'], bytes)).toString().trim();
      kept.push(Buffer.from(`100644 blob ${object}\t${name}`).toString('latin1'));
    }
    const listed = Buffer.from(kept.map(line => `${line}\0`).join(''), 'latin1');
    const tree = (await this.#must(['mktree', '-z'], listed)).toString().trim();
    const parents = parent === undefined ? [] : ['-p', parent];
    const made = (await this.#must(['commit-tree', tree, ...parents], message)).toString().trim();
    const ref = `refs/heads/${this.branch}`;
    // The old value is a condition: a branch that moved meanwhile stays as it is.
    await this.#must(['-c', 'core.hooksPath=/dev/null', 'update-ref', ref, made, local ?? emptyId]);
    return made;
  }

  async #must(args: readonly string[], input: string | Uint8Array = ''): Promise<Buffer> {
    const { ok, stdout, reason } = await this.repository.run(args, input);
    if (!ok) throw new ChartReleaseError('repository.commitFailed', { branch: this.branch, reason });
    return stdout;
  }
}
