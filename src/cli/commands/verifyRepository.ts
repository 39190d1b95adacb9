import { packageFolder } from '../../node/packageFolder';
import type { Context } from '../../core/context';
import type { CheckedEntry } from '../../workflows/index/verifyRepository';
import { verifyRepository } from '../../workflows/index/verifyRepository';
import { cliPorts } from '../ports';
import type { Terminal } from '../terminal';

/** Prints what is wrong, a line for each; exit code 0 when nothing is. */
export async function verifyRepositoryFolder(
  request: { readonly directory: string; readonly baseUrl: string; readonly keyring: string | undefined },
  terminal: Terminal,
  context: Context,
): Promise<number> {
  const { directory, baseUrl, keyring } = request;
  const ports = { ...cliPorts(terminal, [], keyring), packages: packageFolder };
  const report = await verifyRepository(ports, directory, context, baseUrl);
  for (const { helmText } of report.problems) terminal.message(`error: Helm refuses the index: ${helmText}`);
  for (const { chart, version, helmText } of report.skipped)
    terminal.message(`warning: ${chart} ${version}: Helm leaves it out (${helmText})`);
  for (const file of report.unlisted) terminal.message(`warning: ${file} is not listed`);
  for (const entry of report.entries) terminal.result(line(entry));
  return report.isSound ? 0 : 1;
}

const stateText: Readonly<Record<CheckedEntry['state'], string>> = {
  present: 'there',
  missing: 'MISSING',
  digestDiffers: 'DIGEST DIFFERS',
  noDigest: 'there, no digest listed',
  elsewhere: 'elsewhere, not checked',
};

function line({ chart, version, file, state, signature }: CheckedEntry): string {
  return [`${chart} ${version}`, file, stateText[state], signature].filter(part => part !== undefined).join(': ');
}
