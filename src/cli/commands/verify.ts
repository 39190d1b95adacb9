import { resolve } from 'node:path';
import type { ChartOrigin } from '../../core/trust/scope';
import { ChartReleaseError } from '../../core/errors';
import type { Check, HelmOutcome, VerificationReport } from '../../core/provenance/report';
import { displayText } from '../../util/displayText';
import { limits } from '../../workflows/limits';
import type { FileStore } from '../../workflows/ports';
import { verifyChart } from '../../workflows/verifyChart';
import { checkText } from '../checkText';
import { parseFlags } from '../flags';
import { keyringPath } from '../keys';
import { cliPorts } from '../ports';
import type { CliCommand } from '../run';
import { UsageError } from '../usage';

/**
 * JSON: `{verdict, checks: [{id, ok, state, message}], signer, helm3: {ok, message}, helm4: {ok, message}}` for one package, a
 * list of them for several. Every key of `--keyring` counts as trusted, as with `helm verify`, unless `keys trust` or
 * `keys untrust` decided otherwise; `--origin` is where the package came from, for trust with a scope. Exit code 0 for
 * `trusted` only.
 */
export const verifyCommand: CliCommand = async (args, terminal, context) => {
  const { flags, positionals } = parseFlags(args, { keyring: 'text', origin: 'text', json: 'switch' });
  if (positionals.length === 0) throw new UsageError('needs at least one package');
  const origin = flags.origin === undefined ? undefined : parseOrigin(flags.origin);
  const ports = cliPorts(terminal, [], flags.keyring);
  const ring = await readRing(keyringPath(flags.keyring, terminal), ports.store);
  const keys = {
    keys: () => (ring.missing === undefined ? ports.keys.keys() : Promise.resolve([])),
    helmKeyring: ring.bytes,
  };
  if (ring.missing !== undefined) terminal.message(`there is no keyring ${displayText(ring.missing)}: no key is known`);
  const documents = [];
  let allTrusted = true;
  for (const given of positionals) {
    const report = await reportOn(given, ring, () =>
      verifyChart({ ...ports, keys }, resolve(terminal.currentDirectory, given), context, origin),
    );
    allTrusted &&= report.verdict === 'trusted';
    if (!flags.json) terminal.result(reportLines(report));
    documents.push(reportJson(report));
  }
  if (flags.json) terminal.result(JSON.stringify(documents.length === 1 ? documents[0] : documents, undefined, 2));
  return allTrusted ? 0 : 1;
};

function parseOrigin(text: string): ChartOrigin {
  if (/^oci:\/\//i.test(text)) return { registry: text };
  if (/^https?:\/\//i.test(text)) return { repository: text };
  throw new UsageError('--origin is oci://HOST/PATH or the address of a repository');
}

interface Ring {
  readonly bytes: Uint8Array;
  /** The file is not there: Helm says so before it looks at the provenance. */
  readonly missing?: string;
}

async function readRing(path: string, store: FileStore): Promise<Ring> {
  const bytes = await store.read(path, limits.keyFileBytes);
  return bytes === undefined ? { bytes: new Uint8Array(), missing: path } : { bytes };
}

type ShownReport = Omit<VerificationReport, 'digest' | 'checks'> & {
  readonly digest?: string;
  readonly checks: readonly (Omit<Check, 'id'> & { readonly id: string })[];
};

/** A package or a keyring that is not there is an outcome as well: pipelines get the same document. */
async function reportOn(given: string, ring: Ring, verify: () => Promise<VerificationReport>): Promise<ShownReport> {
  try {
    const report = await verify();
    if (ring.missing === undefined) return report;
    const loading = `failed to load keyring: open ${ring.missing}: no such file or directory`;
    const outcome = (helm: HelmOutcome): HelmOutcome =>
      /^could not load provenance|must be a tgz/.test(helm.message) ? helm : { ok: false, message: loading };
    return { ...report, helm3: outcome(report.helm3), helm4: outcome(report.helm4) };
  } catch (error) {
    const folder = ChartReleaseError.is(error, 'file.isFolder');
    if (!folder && !ChartReleaseError.is(error, 'file.notFound')) throw error;
    const helmText = folder ? 'unpacked charts cannot be verified' : `stat ${given}: no such file or directory`;
    const code = folder ? `${given} is a folder: only packages are signed` : `there is no package ${given}`;
    const outcome = { ok: false, message: helmText };
    const check = { id: 'package', state: 'failed' as const, code, args: {} };
    return { verdict: 'malformed', fileName: given, checks: [check], helm3: outcome, helm4: outcome };
  }
}

function reportJson(report: ShownReport): object {
  return {
    verdict: report.verdict,
    file: report.fileName,
    digest: report.digest ?? null,
    checks: report.checks.map(check => ({
      id: check.id,
      ok: check.state === 'passed' || check.state === 'warned',
      state: check.state,
      message: checkText(check),
    })),
    signer: report.signer ?? null,
    helm3: report.helm3,
    helm4: report.helm4,
  };
}

function reportLines(report: ShownReport): string {
  return [
    `${displayText(report.fileName)}: ${report.verdict} ${report.digest ?? ''}`.trimEnd(),
    ...report.checks.map(check => `  ${check.state.padEnd(7)} ${check.id}: ${checkText(check)}`),
    ...(report.signer === undefined
      ? []
      : [`  signed by ${report.signer.userIds.map(id => displayText(id)).join(', ')} ${report.signer.fingerprint}`]),
    ...helmLines('helm 3', report.helm3),
    ...helmLines('helm 4', report.helm4),
  ].join('\n');
}

/** Helm's own words, line by line: what it prints on success has three. */
function helmLines(helm: string, { message }: HelmOutcome): readonly string[] {
  return message
    .split('\n')
    .map((line, i) => `  ${i === 0 ? `${helm}:` : ' '.repeat(helm.length + 1)} ${displayText(line)}`);
}
