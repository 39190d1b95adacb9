import { listAttachments } from '../../../core/registry/attachments';
import { ChartReleaseError } from '../../../core/errors';
import { formatReference, parseReference, tagToVersion } from '../../../core/registry/reference';
import { chartVersions } from '../../../core/registry/resolveVersion';
import { parseConstraint, satisfies } from '../../../core/chart/constraint';
import { connectionFlags, connectionFrom } from '../../connection';
import { parseFlags } from '../../flags';
import { cliPorts } from '../../ports';
import type { CliCommand } from '../../run';
import { UsageError } from '../../usage';

/** Versions in SemVer order, the highest first. JSON: `{reference, versions: [{version, tag}], otherTags}`. */
export const tagsCommand: CliCommand = async (args, terminal, context) => {
  const kinds = { ...connectionFlags, version: 'text', json: 'switch' } as const;
  const { flags, positionals } = parseFlags(args, kinds, { username: 'u', password: 'p' });
  const reference = referenceFrom(positionals);
  const connection = await connectionFrom(flags, terminal, reference.host);
  const ports = cliPorts(terminal, flags['plain-http'] ? [reference.host] : [], undefined, connection);
  const tags = await ports.clientFor(reference.host).listTags(reference.repository, context);
  const range = flags.version === undefined ? undefined : parseConstraint(flags.version);
  if (flags.version !== undefined && range === undefined)
    throw new UsageError('--version is a version or a range of versions');
  const all = chartVersions(tags);
  const versions = all
    .filter(({ version }) => range === undefined || satisfies(range, version, 'helm4'))
    .map(({ tag }) => ({ version: tagToVersion(tag), tag }));
  const known = new Set(all.map(({ tag }) => tag));
  const otherTags = tags.filter(tag => !known.has(tag)).sort();
  if (flags.json) {
    terminal.result(JSON.stringify({ reference: formatReference(reference), versions, otherTags }, undefined, 2));
  } else {
    for (const { version } of versions) terminal.result(version);
  }
  return 0;
};

/** What is attached to a chart. JSON: `{reference, manifestDigest, attachments: [{kind, digest, artifactType, tag?}]}`. */
export const referrersCommand: CliCommand = async (args, terminal, context) => {
  const kinds = { ...connectionFlags, json: 'switch' } as const;
  const { flags, positionals } = parseFlags(args, kinds, { username: 'u', password: 'p' });
  const reference = referenceFrom(positionals);
  const { host, repository, tag, digest } = reference;
  const named = digest ?? tag;
  if (named === undefined) throw new UsageError('needs a tag or a digest: oci://HOST/PATH:TAG');
  const connection = await connectionFrom(flags, terminal, host);
  const client = cliPorts(terminal, flags['plain-http'] ? [host] : [], undefined, connection).clientFor(host);
  const head = await client.headManifest(repository, named, context);
  if (head === undefined) throw new ChartReleaseError('registry.notFound', { reference: formatReference(reference) });
  const attachments = await listAttachments(client, repository, head.digest, context);
  if (flags.json) {
    const document = { reference: formatReference(reference), manifestDigest: head.digest, attachments };
    terminal.result(JSON.stringify(document, undefined, 2));
  } else {
    for (const { kind, digest: found, artifactType } of attachments)
      terminal.result(`${kind} ${found} ${artifactType}`);
  }
  return 0;
};

function referenceFrom(positionals: readonly string[]): ReturnType<typeof parseReference> {
  const [text, ...more] = positionals;
  if (text === undefined || more.length > 0) throw new UsageError('needs one address: oci://HOST/PATH/CHART');
  return parseReference(text);
}
