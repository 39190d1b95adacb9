import type { SearchHit } from '../../../core/repository/searchIndex';
import { emitGoYaml } from '../../../core/yaml/emitGoYaml';
import { searchRepositories } from '../../../workflows/repository/searchRepositories';
import { parseFlags } from '../../flags';
import { errorText } from '../../messages';
import type { CliCommand } from '../../run';
import { formatTable } from '../../table';
import { UsageError } from '../../usage';
import { cliRepositoryPorts } from './ports';

const searchFlags = {
  regexp: 'switch',
  versions: 'switch',
  devel: 'switch',
  version: 'text',
  'max-col-width': 'text',
  'fail-on-no-result': 'switch',
  output: 'text',
  json: 'switch',
} as const;

/** Helm's own answer and layout. JSON: `[{name, version, app_version, description}]`. */
export const searchCommand: CliCommand = async (args, terminal, context) => {
  const { flags, positionals } = parseFlags(args, searchFlags, { regexp: 'r', versions: 'l', output: 'o' });
  const output = flags.json ? 'json' : (flags.output ?? 'table');
  if (!['table', 'json', 'yaml'].includes(output)) throw new UsageError('--output is table, json or yaml');
  const columns = Number(flags['max-col-width'] ?? '50');
  if (!Number.isInteger(columns) || columns < 0) throw new UsageError('--max-col-width is a number');
  const result = await searchRepositories(
    cliRepositoryPorts(terminal),
    {
      words: positionals,
      regexp: flags.regexp ?? false,
      versions: flags.versions ?? false,
      devel: flags.devel ?? false,
      ...(flags.version === undefined ? {} : { version: flags.version }),
    },
    context,
  );
  if (result.repositories === 0) {
    terminal.message('no repositories configured');
    return 1;
  }
  for (const { name, error } of result.failed) terminal.message(`${name} was not searched: ${errorText(error)}`);
  if (result.hits.length === 0 && flags['fail-on-no-result']) {
    terminal.message('no results found');
    return 1;
  }
  terminal.result(format(result.hits, output, columns));
  return 0;
};

function format(hits: readonly SearchHit[], output: string, columns: number): string {
  const rows = hits.map(({ name, chart: { metadata } }) => ({
    name,
    version: metadata.version,
    app_version: metadata.appVersion ?? '',
    description: metadata.description ?? '',
  }));
  if (output === 'json') return JSON.stringify(rows);
  if (output === 'yaml') return emitGoYaml(rows).replace(/\n$/, '');
  if (rows.length === 0) return 'No results found';
  const header = ['NAME', 'CHART VERSION', 'APP VERSION', 'DESCRIPTION'];
  const cells = [header, ...rows.map(row => [row.name, row.version, row.app_version, row.description])];
  return formatTable(cells, columns);
}
