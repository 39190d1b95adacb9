import { resolve } from 'node:path';
import { fileStore } from '../../node/fileStore';
import { packageFolder } from '../../node/packageFolder';
import { systemClock } from '../../node/systemClock';
import { generateIndex } from '../../workflows/generateIndex';
import { parseFlags } from '../flags';
import type { CliCommand } from '../run';
import { UsageError } from '../usage';

const flagKinds = { url: 'text', merge: 'text', json: 'switch' } as const;

/** `--json` is Helm's: it makes the index itself JSON, still under the name index.yaml. */
export const indexCommand: CliCommand = async (args, terminal, context) => {
  const { flags, positionals } = parseFlags(args, flagKinds);
  const [directory] = positionals;
  if (directory === undefined || positionals.length > 1) throw new UsageError('needs one folder with packages');
  const result = await generateIndex(
    { store: fileStore(), packages: packageFolder, clock: systemClock },
    {
      directory: resolve(terminal.currentDirectory, directory),
      baseUrl: flags.url ?? '',
      syntax: flags.json ? 'json' : 'yaml',
      ...(flags.merge === undefined ? {} : { merge: resolve(terminal.currentDirectory, flags.merge) }),
    },
    context,
  );
  for (const { path, code } of result.passedOver) terminal.message(`warning: ${path} is no usable package (${code})`);
  for (const { chart, version } of result.replaced)
    terminal.message(`warning: ${chart} ${version} was listed with other contents; the package in the folder counts`);
  terminal.result(result.path);
  return 0;
};
