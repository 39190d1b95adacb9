import { relative, resolve, sep } from 'node:path';
import type { Context } from '../../core/context';
import type { VersionRef } from '../../core/repository/chartIndex';
import { fileStore } from '../../node/fileStore';
import { packageFolder } from '../../node/packageFolder';
import { systemClock } from '../../node/systemClock';
import { generateIndex } from '../../workflows/generateIndex';
import type { IndexEdit, IndexPlan } from '../../workflows/index/planIndex';
import { applyIndexPlan, planIndex } from '../../workflows/index/planIndex';
import { parseFlags } from '../flags';
import type { CliCommand } from '../run';
import type { Terminal } from '../terminal';
import { UsageError } from '../usage';
import { verifyRepositoryFolder } from './verifyRepository';

const flagKinds = {
  url: 'text',
  merge: 'text',
  json: 'switch',
  regenerate: 'switch',
  prune: 'switch',
  yes: 'switch',
  verify: 'switch',
  keyring: 'text',
} as const;

/**
 * With a folder only: as `helm repo index`. With packages, --regenerate or --prune: an edit of the index that is there,
 * which leaves what it does not touch. `--json` is Helm's: it makes the index itself JSON, still under the name index.yaml.
 */
export const indexCommand: CliCommand = async (args, terminal, context) => {
  const { flags, positionals } = parseFlags(args, flagKinds);
  const [folder, ...packages] = positionals;
  if (folder === undefined) throw new UsageError('needs a folder with packages');
  const directory = resolve(terminal.currentDirectory, folder);
  const baseUrl = flags.url ?? '';
  if (flags.verify) return verifyRepositoryFolder({ directory, baseUrl, keyring: flags.keyring }, terminal, context);
  const edit = editFrom(flags, packages, directory, terminal);
  if (edit !== undefined) {
    if (flags.merge !== undefined || flags.json) throw new UsageError('--merge and --json make a whole new index');
    const plan = await planIndex(ports, { directory, baseUrl, edit }, context);
    return carryOut(plan, flags.yes ?? false, terminal);
  }
  return generate({ directory, baseUrl, json: flags.json ?? false, merge: flags.merge }, terminal, context);
};

const ports = { store: fileStore(0o644, 'blocking'), packages: packageFolder, clock: systemClock };

function editFrom(
  flags: { readonly regenerate?: boolean; readonly prune?: boolean },
  packages: readonly string[],
  directory: string,
  terminal: Terminal,
): IndexEdit | undefined {
  const wanted = [packages.length > 0, flags.regenerate, flags.prune].filter(Boolean).length;
  if (wanted > 1) throw new UsageError('packages, --regenerate and --prune exclude each other');
  if (flags.regenerate) return { kind: 'regenerate' };
  if (flags.prune) return { kind: 'prune' };
  if (packages.length === 0) return undefined;
  const below = packages.map(path =>
    relative(directory, resolve(terminal.currentDirectory, path)).split(sep).join('/'),
  );
  const outside = below.find(path => path.startsWith('../'));
  if (outside !== undefined) throw new UsageError(`${outside} is not in the folder of the index`);
  return { kind: 'add', packages: below };
}

async function carryOut(plan: IndexPlan, agreed: boolean, terminal: Terminal): Promise<number> {
  const name = ({ chart, version }: VersionRef): string => `${chart} ${version}`;
  for (const { path, code } of plan.passedOver) terminal.message(`warning: ${path} is no usable package (${code})`);
  for (const ref of plan.added) terminal.message(`added: ${name(ref)}`);
  for (const ref of plan.replaced) terminal.message(`replaced: ${name(ref)}`);
  for (const ref of plan.removed) terminal.message(`removed: ${name(ref)}: its package is not there`);
  for (const entry of plan.dropped) terminal.message(`removed: ${name(entry)}: Helm leaves it out (${entry.helmText})`);
  if (plan.removed.length + plan.dropped.length > 0 && !agreed) {
    terminal.message('nothing was written: give --yes to take these entries out');
    return 1;
  }
  await applyIndexPlan(ports, plan);
  terminal.result(plan.path);
  return 0;
}

async function generate(
  request: {
    readonly directory: string;
    readonly baseUrl: string;
    readonly json: boolean;
    readonly merge: string | undefined;
  },
  terminal: Terminal,
  context: Context,
): Promise<number> {
  const { directory, baseUrl, json, merge } = request;
  const older = merge === undefined ? {} : { merge: resolve(terminal.currentDirectory, merge) };
  const result = await generateIndex(ports, { directory, baseUrl, syntax: json ? 'json' : 'yaml', ...older }, context);
  for (const { path, code } of result.passedOver) terminal.message(`warning: ${path} is no usable package (${code})`);
  for (const { chart, version } of result.replaced)
    terminal.message(`warning: ${chart} ${version} was listed with other contents; the package in the folder counts`);
  terminal.result(result.path);
  return 0;
}
