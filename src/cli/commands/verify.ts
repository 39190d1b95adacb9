import { resolve } from 'node:path';
import type { VerificationReport } from '../../core/provenance/report';
import type { ChartOrigin } from '../../core/trust/scope';
import { displayText } from '../../util/displayText';
import { verifyChart } from '../../workflows/verifyChart';
import { parseFlags } from '../flags';
import { cliPorts } from '../ports';
import type { CliCommand } from '../run';
import { UsageError } from '../usage';

/**
 * JSON: `{verdict, checks: [{id, ok, message}], signer, helm3: {ok, message}, helm4: {ok, message}}` for one package, a list of
 * them for several. Every key of `--keyring` counts as trusted, as with `helm verify`, unless
 * `keys trust` or `keys untrust` decided otherwise; `--origin` is where the package came from, for trust with a scope. Exit code 0 for `trusted` only.
 */
export const verifyCommand: CliCommand = async (args, terminal, context) => {
  const { flags, positionals } = parseFlags(args, { keyring: 'text', origin: 'text', json: 'switch' });
  if (positionals.length === 0) throw new UsageError('needs at least one package');
  const origin = flags.origin === undefined ? undefined : parseOrigin(flags.origin);
  const ports = cliPorts(terminal, [], flags.keyring);
  const reports = [];
  for (const path of positionals) {
    const report = await verifyChart(ports, resolve(terminal.currentDirectory, path), context, origin);
    if (!flags.json) terminal.result(reportLines(report));
    reports.push(report);
  }
  const documents = reports.map(reportJson);
  if (flags.json) terminal.result(JSON.stringify(documents.length === 1 ? documents[0] : documents, undefined, 2));
  return reports.every(report => report.verdict === 'trusted') ? 0 : 1;
};

function parseOrigin(text: string): ChartOrigin {
  if (/^oci:\/\//i.test(text)) return { registry: text };
  if (/^https?:\/\//i.test(text)) return { repository: text };
  throw new UsageError('--origin is oci://HOST/PATH or the address of a repository');
}

function reportJson(report: VerificationReport): object {
  return {
    verdict: report.verdict,
    checks: report.checks.map(check => ({
      id: check.id,
      ok: check.state === 'passed' || check.state === 'warned',
      message: checkMessage(check.code, check.args),
    })),
    ...(report.signer === undefined ? {} : { signer: report.signer }),
    helm3: report.helm3,
    helm4: report.helm4,
  };
}

function reportLines(report: VerificationReport): string {
  return [
    `${report.fileName}: ${report.verdict} ${report.digest}`,
    ...report.checks.map(check => `  ${check.state.padEnd(7)} ${check.id}: ${checkMessage(check.code, check.args)}`),
    ...(report.signer === undefined
      ? []
      : [`  signed by ${report.signer.userIds.map(id => displayText(id)).join(', ')} ${report.signer.fingerprint}`]),
    `  helm 3: ${displayText(report.helm3.message)}`,
    `  helm 4: ${displayText(report.helm4.message)}`,
  ].join('\n');
}

function checkMessage(code: string, args: Readonly<Record<string, string | number>>): string {
  const named = Object.entries(args).map(([name, value]) => `${name} ${displayText(String(value))}`);
  return named.length === 0 ? code : `${code} (${named.join(', ')})`;
}
