import { resolve } from 'node:path';
import type { KeyringKey } from '../../core/provenance/keyring';
import { readKeyring } from '../../core/provenance/readKeyring';
import { releaseJournal } from '../../node/releaseJournal';
import type { RunPorts, RunResult } from '../../workflows/release/runRelease';
import { abandonRelease, resumeRelease, runRelease, unfinishedRelease } from '../../workflows/release/runRelease';
import { receiptText } from '../../workflows/release/receipt';
import type { DetachedSigner } from '../../workflows/ports';
import { parseFlags } from '../flags';
import { signerFrom, signingFlags } from '../keys';
import { planFlags, planFor, releasePorts, targetAt } from '../releases';
import type { CliCommand } from '../run';
import type { Terminal } from '../terminal';
import { chartJson, planText } from './plan';

const flagKinds = {
  ...planFlags,
  ...signingFlags,
  destination: 'text',
  'dry-run': 'switch',
  resume: 'switch',
  abandon: 'switch',
  json: 'switch',
} as const;

/**
 * JSON: the receipt (`{id, startedAt, finishedAt, signer, charts}`), with `--dry-run` the plan, and `{charts: []}` when
 * nothing changed.
 */
export const releaseCommand: CliCommand = async (args, terminal, context) => {
  const { flags, positionals } = parseFlags(args, flagKinds, { destination: 'd' });
  const destination = resolve(terminal.currentDirectory, flags.destination ?? 'dist');
  const journal = releaseJournal(destination);
  if (flags.abandon) {
    await abandonRelease(journal);
    return 0;
  }
  if (flags.resume) {
    const state = await unfinishedRelease(journal);
    const addresses = [...new Set(state?.begin.charts.flatMap(({ targets }) => targets) ?? [])];
    const ports = releasePorts(flags, addresses, terminal);
    const signer = await signerFrom(flags, terminal, ports.store);
    const run = await runPorts(ports, signer, destination, terminal);
    report(await resumeRelease(run, { destination, signer }, context), flags.json ?? false, terminal);
    return 0;
  }
  const { plan, ports } = await planFor(flags, positionals, terminal, context);
  if (flags['dry-run']) {
    terminal.result(
      flags.json ? JSON.stringify({ charts: plan.charts.map(chartJson) }, undefined, 2) : planText(plan.charts, false),
    );
    return 0;
  }
  const signer = await signerFrom(flags, terminal, ports.store);
  const run = await runPorts(ports, signer, destination, terminal);
  const result = await runRelease(run, plan, { destination, signer }, context);
  report(result, flags.json ?? false, terminal);
  return 0;
};

/** The signing key counts as trusted: whoever releases with it says so. What the policy says about signers holds as well. */
async function runPorts(
  ports: ReturnType<typeof releasePorts>,
  signer: DetachedSigner,
  destination: string,
  terminal: Terminal,
): Promise<RunPorts> {
  const own: readonly KeyringKey[] = readKeyring(signer.publicBytes).keys.map(key => ({ ...key, trusted: true }));
  const trusting = { ...ports, keys: { keys: () => Promise.resolve(own) } };
  return {
    ...trusting,
    journal: releaseJournal(destination),
    targetAt: address => targetAt(address, trusting, terminal),
  };
}

function report(result: RunResult | undefined, json: boolean, terminal: Terminal): void {
  if (result === undefined) terminal.result(json ? JSON.stringify({ charts: [] }) : 'nothing to release');
  else if (json) terminal.result(JSON.stringify(result.receipt, undefined, 2));
  else terminal.result(`${receiptText(result.receipt)}\nreceipt: ${result.receiptPath}`);
}
