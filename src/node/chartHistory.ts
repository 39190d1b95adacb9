import type { Commit } from '../core/release/changelog';
import type { ChartHistory } from '../workflows/release/ports';
import { runGit } from './git/safeGit';

const field = '\x1f';
const record = '\x1e';
const versionLine = /^version:\s*["']?([^"'\s#]+)/m;

/**
 * Commits that touched a chart since the one that gave it its published version: the tag `NAME-VERSION`, as chart-releaser
 * makes it, else the newest commit after which Chart.yaml said that version. Empty without git.
 */
export function chartHistory(environment: NodeJS.ProcessEnv): ChartHistory {
  const git = async (directory: string, args: readonly string[], signal: AbortSignal): Promise<string | undefined> => {
    const result = await runGit(directory, args, environment, signal);
    return result?.ok ? result.stdout.toString('utf8') : undefined;
  };
  return {
    async commitsSince(directory, name, version, signal) {
      const since = version === undefined ? undefined : await releasedAt(directory, name, version, signal);
      // Without a place to start from, the whole past of the chart would be called new.
      if (version !== undefined && since === undefined) return [];
      const range = since === undefined ? 'HEAD' : `${since}..HEAD`;
      const format = `--format=%H${field}%s${field}%b${record}`;
      const output = await git(
        directory,
        ['log', '--no-merges', '--no-show-signature', format, range, '--', '.'],
        signal,
      );
      return parseLog(output ?? '');
    },
  };

  async function releasedAt(
    directory: string,
    name: string,
    version: string,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    for (const tag of [`${name}-${version}`, `${name}/${version}`]) {
      const found = await git(
        directory,
        ['rev-parse', '--verify', '--quiet', '--end-of-options', `refs/tags/${tag}^{commit}`],
        signal,
      );
      if (found !== undefined) return found.trim();
    }
    const output = await git(
      directory,
      ['log', '-G^version:', '--no-show-signature', '--format=%H', '--', 'Chart.yaml'],
      signal,
    );
    for (const id of (output ?? '').split('\n').filter(line => line !== '')) {
      const text = await git(directory, ['show', `${id}:./Chart.yaml`], signal);
      if (text !== undefined && versionLine.exec(text)?.[1] === version) return id;
    }
    return undefined;
  }
}

function parseLog(output: string): readonly Commit[] {
  return output
    .split(record)
    .map(text => text.trim().split(field))
    .flatMap(([id, subject, body]) =>
      id === undefined || id === '' || subject === undefined ? [] : [{ id, subject, body: body ?? '' }],
    );
}
