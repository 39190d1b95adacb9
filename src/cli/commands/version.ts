import { parseConstraint, satisfies } from '../../core/chart/constraint';
import { parseVersion } from '../../core/chart/version';
import { parseFlags } from '../flags';
import type { CliCommand } from '../run';
import { programVersion } from '../programVersion';
import { UsageError } from '../usage';

/**
 * `satisfies`: JSON `{helm3: [...], helm4: [...]}`, the versions that match under each Helm's rules; for a constraint that Helm
 * refuses both are empty, `error` says so, and the exit code is 2.
 */
export const versionCommand: CliCommand = async (args, terminal) => {
  const { flags, positionals } = parseFlags(args, { json: 'switch' });
  const [action, constraintText, ...versions] = positionals;
  if (action === undefined) {
    terminal.result(flags.json ? JSON.stringify({ version: programVersion }) : programVersion);
    return 0;
  }
  if (action !== 'satisfies' || constraintText === undefined || versions.length === 0)
    throw new UsageError('needs: satisfies CONSTRAINT VERSION...');
  const constraint = parseConstraint(constraintText);
  if (constraint === undefined) {
    const error = `improper constraint: ${constraintText}`;
    if (flags.json) terminal.result(JSON.stringify({ helm3: [], helm4: [], error }, undefined, 2));
    terminal.message(`helm-chart-release version: ${error}`);
    return 2;
  }
  const matching = (rules: 'helm3' | 'helm4') =>
    versions.filter(text => {
      const version = parseVersion(text);
      return version !== undefined && satisfies(constraint, version, rules);
    });
  const result = { helm3: matching('helm3'), helm4: matching('helm4') };
  terminal.result(
    flags.json
      ? JSON.stringify(result, undefined, 2)
      : `helm 3: ${result.helm3.join(' ')}\nhelm 4: ${result.helm4.join(' ')}`,
  );
  return 0;
};
