import { resolve } from 'node:path';
import { formatReference, parseTarget } from '../../../core/registry/reference';
import type { ExtraTagRule } from '../../../core/registry/extraTags';
import type { PushPlan } from '../../../workflows/pushChart';
import { planPush, pushChart } from '../../../workflows/pushChart';
import { displayText } from '../../../util/displayText';
import { connectionFlags, connectionFrom } from '../../connection';
import { parseFlags } from '../../flags';
import { cliPorts } from '../../ports';
import type { CliCommand } from '../../run';
import { UsageError } from '../../usage';

/**
 * JSON: `{reference, manifestDigest, status, uploaded, skipped, extraTags}`; with `--dry-run`
 * `{reference, manifestDigest, published, existing?, differences}`, and exit code 1 when another chart is there.
 */
export const pushCommand: CliCommand = async (args, terminal, context) => {
  const { flags, positionals } = parseFlags(
    args,
    {
      ...connectionFlags,
      overwrite: 'switch',
      'dry-run': 'switch',
      'extra-tags': 'text',
      'chunk-bytes': 'text',
      keyring: 'text',
      json: 'switch',
    },
    { username: 'u', password: 'p' },
  );
  const [path, target, ...more] = positionals;
  if (path === undefined || target === undefined || more.length > 0)
    throw new UsageError('needs a package and a registry address');
  const { host } = parseTarget(target);
  const connection = await connectionFrom(flags, terminal, host);
  const ports = cliPorts(terminal, flags['plain-http'] ? [host] : [], flags.keyring, connection);
  const archivePath = resolve(terminal.currentDirectory, path);
  if (flags['dry-run']) {
    const plan = await planPush(ports, { archivePath, target }, context);
    terminal.result(flags.json ? JSON.stringify(planJson(plan), undefined, 2) : planLines(plan));
    return plan.published === 'different' ? 1 : 0;
  }
  const chunkBytes = flags['chunk-bytes'] === undefined ? {} : { chunkBytes: positive(flags['chunk-bytes']) };
  const choices = { overwrite: flags.overwrite ?? false, extraTags: rulesFrom(flags['extra-tags']), ...chunkBytes };
  const result = await pushChart(ports, { archivePath, target, ...choices }, context);
  if (flags.json) terminal.result(JSON.stringify(result, undefined, 2));
  else terminal.result(`${result.status} ${result.reference} ${result.manifestDigest}`);
  return 0;
};

function planJson({ reference, artifact, published, existing, differences }: PushPlan): object {
  const there = existing === undefined ? {} : { existing };
  return {
    reference: formatReference(reference),
    manifestDigest: artifact.manifest.digest,
    published,
    ...there,
    differences,
  };
}

function planLines({ reference, artifact, published, existing, differences }: PushPlan): string {
  const head = `${published} ${formatReference(reference)} ${artifact.manifest.digest}`;
  if (existing === undefined || published === 'same') return head;
  const lines = differences.map(
    ({ part, field, published: theirs, ours }) =>
      `  ${`${part} ${field}`.trim()}: ${displayText(theirs)} there, ${displayText(ours)} here`,
  );
  return [head, `  there: ${existing}`, ...lines].join('\n');
}

function rulesFrom(text: string | undefined): readonly ExtraTagRule[] {
  return (text ?? '')
    .split(',')
    .filter(rule => rule !== '')
    .map(rule => {
      if (rule !== 'latest' && rule !== 'major' && rule !== 'minor')
        throw new UsageError('--extra-tags takes latest, major and minor');
      return rule;
    });
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new UsageError('--chunk-bytes is a number of bytes');
  return value;
}
