import { ChartReleaseError } from '../errors';
import { parseGoYaml } from '../yaml/goYaml';
import type { YamlNode } from '../yaml/goYaml';
import { isInScope, parseTrustScope } from './scope';
import type { ChartOrigin, TrustScope } from './scope';

export const policyFileName = '.chart-release.yaml';

/** What a repository demands of its packages. Each part only narrows what would be allowed without it. */
export interface ReleasePolicy {
  /** File it was read from, for messages. */
  readonly path: string;
  /** Fingerprints of primary keys in upper-case hexadecimal; a package must be signed by one of them. */
  readonly requiredSigners?: readonly string[];
  /** Where packages may be published: registries and repositories. */
  readonly allowedDestinations?: readonly TrustScope[];
  readonly maximumPackageBytes?: number;
}

const fields = ['requiredSigners', 'allowedDestinations', 'maximumPackageSize'] as const;
const units: Readonly<Record<string, number>> = { '': 1, B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

/**
 * Reads a policy file. Strict: an unknown or repeated field, or a value of another form, is an error, since a demand that
 * is misspelt must not count as none. Throws `policy.malformed` with the line (from 1).
 */
export function parsePolicy(text: string, path: string): ReleasePolicy {
  const fail = (reason: string, offset = 0): never => {
    throw new ChartReleaseError('policy.malformed', { path, reason, line: text.slice(0, offset).split('\n').length });
  };
  const { root, problem } = parseGoYaml(text);
  if (problem !== undefined) return fail('yaml', problem.range.start);
  if (root === undefined) return { path };
  if (root.kind !== 'map') return fail('notAMap', root.range.start);
  const seen = new Map<string, YamlNode>();
  for (const { key, value } of root.entries) {
    const name = key.text;
    if (!(fields as readonly string[]).includes(name)) return fail(`unknownField ${name}`, key.range.start);
    if (seen.has(name)) return fail(`repeatedField ${name}`, key.range.start);
    seen.set(name, value);
  }
  const list = (name: (typeof fields)[number]): readonly { text: string; start: number }[] | undefined => {
    const node = seen.get(name);
    if (node === undefined) return undefined;
    if (node.kind !== 'list') return fail(`notAList ${name}`, node.range.start);
    return node.items.map(item =>
      item.kind === 'scalar' && item.value !== null
        ? { text: item.text.trim(), start: item.range.start }
        : fail(`notText ${name}`, item.range.start),
    );
  };
  const signers = list('requiredSigners')?.map(item => {
    const fingerprint = parseFingerprint(item.text);
    return fingerprint ?? fail(`notAFingerprint ${item.text}`, item.start);
  });
  const destinations = list('allowedDestinations')?.map(item => {
    const scope = destination(item.text);
    return scope ?? fail(`notADestination ${item.text}`, item.start);
  });
  const size = seen.get('maximumPackageSize');
  const bytes = size === undefined ? undefined : size.kind === 'scalar' ? parseSize(size.text) : Number.NaN;
  if (Number.isNaN(bytes)) return fail('notASize maximumPackageSize', size?.range.start);
  return {
    path,
    ...(signers === undefined ? {} : { requiredSigners: signers }),
    ...(destinations === undefined ? {} : { allowedDestinations: destinations }),
    ...(bytes === undefined ? {} : { maximumPackageBytes: bytes }),
  };
}

/** A whole fingerprint however it is written: blanks, colons, lower case, `0x`, `openpgp4fpr:`. Key ids are not one. */
export function parseFingerprint(text: string): string | undefined {
  const digits = text
    .trim()
    .replace(/^(?:openpgp4fpr:|0x)/i, '')
    .replace(/[\s:]/g, '')
    .toUpperCase();
  return /^(?:[0-9A-F]{40}|[0-9A-F]{64})$/.test(digits) ? digits : undefined;
}

function destination(text: string): TrustScope | undefined {
  try {
    const scope = parseTrustScope(text);
    return scope === 'everywhere' || scope.kind === 'chart' ? undefined : scope;
  } catch (error) {
    if (ChartReleaseError.is(error, 'trust.badScope')) return undefined;
    throw error;
  }
}

/** Bytes, or a number with KiB, MiB or GiB. NaN when it is neither. */
function parseSize(text: string): number {
  const [, digits, unit = ''] = /^([0-9]{1,12})\s*(B|KiB|MiB|GiB)?$/.exec(text.trim()) ?? [];
  return digits === undefined ? Number.NaN : Number(digits) * (units[unit] ?? Number.NaN);
}

/** All policies that hold for a place. Several only add demands: none can lift another's. */
export class Policies {
  constructor(readonly all: readonly ReleasePolicy[]) {}

  /** Throws `policy.packageTooLarge`. */
  requireSize(sizeBytes: number): void {
    for (const { path, maximumPackageBytes } of this.all) {
      if (maximumPackageBytes !== undefined && sizeBytes > maximumPackageBytes)
        throw new ChartReleaseError('policy.packageTooLarge', { path, sizeBytes, limitBytes: maximumPackageBytes });
    }
  }

  /** Throws `policy.signerNotAllowed`. */
  requireSigner(fingerprint: string): void {
    const policy = this.refusesSigner(fingerprint);
    if (policy !== undefined)
      throw new ChartReleaseError('policy.signerNotAllowed', { path: policy.path, fingerprint });
  }

  /** The policy that does not name this signer among the required ones. */
  refusesSigner(fingerprint: string): ReleasePolicy | undefined {
    return this.all.find(policy => policy.requiredSigners?.includes(fingerprint) === false);
  }

  get requiresSignature(): boolean {
    return this.all.some(policy => policy.requiredSigners !== undefined);
  }

  /** `registry`: `host/path`; `repository`: URL. A place that is not known is not allowed. Throws `policy.destinationNotAllowed`. */
  requireDestination(place: ChartOrigin): void {
    for (const { path, allowedDestinations } of this.all) {
      if (allowedDestinations === undefined) continue;
      if (allowedDestinations.length === 0 || !isInScope(allowedDestinations, undefined, place)) {
        const { registry, repository = '' } = place;
        const destination = registry === undefined ? repository : `oci://${registry.replace(/^oci:\/\//i, '')}`;
        throw new ChartReleaseError('policy.destinationNotAllowed', { path, destination });
      }
    }
  }
}
