import { resolve } from 'node:path';
import { signChart } from '../../workflows/signChart';
import { parseFlags } from '../flags';
import { signerFrom, signingFlags, signOptions, warnOfKey } from '../keys';
import { cliPorts } from '../ports';
import type { CliCommand } from '../run';
import { UsageError } from '../usage';

/** JSON: `{provenancePath, digest, fingerprint, warnings}` for one package, a list of them for several. */
export const signCommand: CliCommand = async (args, terminal, context) => {
  const { flags, positionals } = parseFlags(args, { json: 'switch', ...signingFlags });
  if (positionals.length === 0) throw new UsageError('needs at least one package');
  const ports = cliPorts(terminal);
  const signer = await signerFrom(flags, terminal, ports.store);
  const results = [];
  for (const path of positionals) {
    const result = await signChart(
      ports,
      resolve(terminal.currentDirectory, path),
      signer,
      context,
      signOptions(flags),
    );
    warnOfKey(result.warnings, terminal);
    if (!flags.json) terminal.result(`${result.provenancePath} ${result.digest} signed by ${result.fingerprint}`);
    results.push(result);
  }
  if (flags.json) terminal.result(JSON.stringify(results.length === 1 ? results[0] : results, undefined, 2));
  return 0;
};
