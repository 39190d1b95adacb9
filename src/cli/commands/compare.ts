import { resolve } from 'node:path';
import type { EntryComparison } from '../../core/archive/compareArchives';
import { committedCharts } from '../../node/git/committedCharts';
import { displayText } from '../../util/displayText';
import type { RebuildComparison } from '../../workflows/compareChart';
import { rebuildAndCompare } from '../../workflows/compareChart';
import { parseFlags } from '../flags';
import { cliPorts } from '../ports';
import type { CliCommand } from '../run';
import { UsageError } from '../usage';
import { warningText } from '../warnings';

/**
 * JSON: `{same, identical, published, rebuilt, commit, entries: [{path, state, published, rebuilt}]}`. Exit code 1 when an
 * entry differs.
 */
export const compareCommand: CliCommand = async (args, terminal, context) => {
  const kinds = { commit: 'text', version: 'text', 'app-version': 'text', json: 'switch' } as const;
  const { flags, positionals } = parseFlags(args, kinds);
  const [path, chart, ...more] = positionals;
  if (path === undefined || chart === undefined || more.length > 0)
    throw new UsageError('needs a package and the folder of its chart');
  const ports = { ...cliPorts(terminal), committedCharts: committedCharts(terminal.environment) };
  const result = await rebuildAndCompare(
    ports,
    {
      archivePath: resolve(terminal.currentDirectory, path),
      directory: resolve(terminal.currentDirectory, chart),
      ...(flags.commit === undefined ? {} : { revision: flags.commit }),
      ...(flags.version === undefined ? {} : { version: flags.version }),
      ...(flags['app-version'] === undefined ? {} : { appVersion: flags['app-version'] }),
    },
    context,
  );
  for (const warning of result.warnings) terminal.message(warningText(warning));
  if (flags.json) terminal.result(JSON.stringify(comparisonJson(result), undefined, 2));
  else terminal.result(comparisonLines(result));
  return result.same ? 0 : 1;
};

function comparisonJson({ same, identical, published, rebuilt, commit, entries }: RebuildComparison): object {
  return {
    same,
    identical,
    published,
    rebuilt,
    ...(commit === undefined ? {} : { commit }),
    entries: entries.map(({ path, state, first, second }) => ({
      path,
      state,
      ...(first === undefined ? {} : { published: { size: first.sizeBytes, digest: first.digest } }),
      ...(second === undefined ? {} : { rebuilt: { size: second.sizeBytes, digest: second.digest } }),
    })),
  };
}

function comparisonLines(result: RebuildComparison): string {
  const differing = result.entries.filter(entry => entry.state !== 'same');
  const summary = result.identical
    ? 'the same bytes'
    : result.same
      ? 'the same files; the bytes differ in order, times or compression'
      : `${differing.length} of ${result.entries.length} entries differ`;
  return [
    `published ${result.published}`,
    `rebuilt   ${result.rebuilt}${result.commit === undefined ? '' : ` from commit ${result.commit}`}`,
    ...differing.map(entryLine),
    summary,
  ].join('\n');
}

function entryLine({ path, state, first, second }: EntryComparison): string {
  const sizes = [first, second].flatMap(facts => (facts === undefined ? [] : [facts.sizeBytes])).join(' -> ');
  return `  ${state.padEnd(8)} ${displayText(path)} (${sizes} bytes)`;
}
