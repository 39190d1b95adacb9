import type { Context } from '../../core/context';
import { ChartReleaseError } from '../../core/errors';
import type { FileStore } from '../ports';
import type { FolderPorts, FolderRequest, PublishedPackage } from './publishToFolder';
import { publishUploads } from './publishToFolder';
import { readUpload } from './readUpload';

/** A branch of a git repository that a web server serves, such as GitHub Pages. Its files are at the root. */
export interface PagesBranch {
  /** `undefined` when the branch has no such file. */
  read(name: string): Promise<Uint8Array | undefined>;
  /** Id of the commit that is the branch's from now on. `undefined` as content: the file goes. */
  commit(files: ReadonlyMap<string, Uint8Array | undefined>, message: string): Promise<string>;
  /** Absolute path of a file that its writers lock. */
  readonly lockPath: string;
}

export interface PagesBranches {
  /**
   * `directory`: any folder of the repository. Starts from what was last fetched of `remote` when that is newer. Throws
   * `repository.noCommonBase`, `repository.branchDiverged`, `repository.branchInUse`.
   */
  open(directory: string, branch: string, remote: string, signal: AbortSignal): Promise<PagesBranch>;
}

export type BranchPorts = FolderPorts & { readonly branches: PagesBranches };

export interface BranchRequest extends Omit<FolderRequest, 'directory'> {
  /** Absolute path of a folder of the git repository. */
  readonly repository: string;
  readonly branch: string;
  readonly remote: string;
}

export interface BranchResult {
  readonly packages: readonly PublishedPackage[];
  /** Missing when the branch has all of it already. */
  readonly commit?: string;
  /** What the user runs to publish it. */
  readonly push: readonly string[];
}

/**
 * Publishes into a branch, as chart-releaser lays it out: a commit is made on the branch without a look at the working tree,
 * and nothing is pushed. It is a folder repository in all else: the same comparison first, the same index.
 */
export async function publishToBranch(
  ports: BranchPorts,
  request: BranchRequest,
  context: Context,
): Promise<BranchResult> {
  const { repository, branch, remote, packages, ...wish } = request;
  const push = ['git', 'push', remote, branch];
  const place = wish.baseUrl === undefined || wish.baseUrl === '' ? `${remote}/${branch}` : wish.baseUrl;
  const uploads = await Promise.all(packages.map(path => readUpload(ports, path, place)));
  const { lockPath } = await ports.branches.open(repository, branch, remote, context.signal);
  return ports.locks.withLock(
    lockPath,
    async () => {
      const opened = await ports.branches.open(repository, branch, remote, context.signal);
      const staged = new Map<string, Uint8Array | undefined>();
      const folder = { ...ports, store: stagedFiles(opened, staged), locks: held };
      const published = await publishUploads(folder, { ...wish, directory: '' }, uploads, context);
      if (staged.size === 0) return { packages: published, push };
      const names = published.map(({ name, version }) => `${name} ${version}`).join('\n');
      return { packages: published, commit: await opened.commit(staged, `Update index.yaml\n\n${names}\n`), push };
    },
    context.signal,
  );
}

/** The branch's own lock is held already. */
const held: FolderPorts['locks'] = { withLock: (_, run) => run() };

/** The files of the branch, and over them those of the commit to be. */
function stagedFiles(branch: PagesBranch, staged: Map<string, Uint8Array | undefined>): FileStore {
  return {
    async read(path, limitBytes) {
      const bytes = staged.has(path) ? staged.get(path) : await branch.read(path);
      if (bytes !== undefined && bytes.length > limitBytes)
        throw new ChartReleaseError('file.tooLarge', { path, sizeBytes: bytes.length, limitBytes });
      return bytes;
    },
    write(path, bytes) {
      staged.set(path, bytes);
      return Promise.resolve();
    },
    remove(path) {
      staged.set(path, undefined);
      return Promise.resolve();
    },
  };
}
