import type { ErrorCode, ErrorDetails } from '../core/errors';

type Code = Extract<
  ErrorCode,
  `repository.${string}` | `dependency.${string}` | `file.lock${string}` | 'verify.otherChart' | `install.${string}`
>;
type Table = { readonly [C in Code]: (details: ErrorDetails[C]) => string };

const urlReasons: Readonly<Record<ErrorDetails['repository.badUrl']['reason'], string>> = {
  'not-absolute': 'it has no scheme; write https://host/path',
  oci: 'a registry is no repository: use oci:// addresses directly, without adding them',
  scheme: 'only http and https are spoken to repositories',
  unreadable: 'it is not an address',
  'file-name': 'its last part is no file name',
};

/** Failures of chart repositories, dependencies and the install gate; a part of the table in messages.ts. */
export const repositoryMessages: Table = {
  'repository.exists': d =>
    `there is another repository ${JSON.stringify(d.name)} (${d.url}); choose another name, or give --force-update`,
  'repository.notFound': d =>
    `there is no repository ${JSON.stringify(d.name)}; see repo list, or add it with repo add`,
  'repository.badName': d =>
    `${JSON.stringify(d.name)} cannot be the name of a repository: no / and no other special characters`,
  'repository.badUrl': d => `${d.url} cannot be used: ${urlReasons[d.reason]}`,
  'repository.configUnreadable': d => `${d.path} cannot be read: ${d.reason}; mend or remove that file`,
  'repository.badSearch': d =>
    d.reason === 'regexp'
      ? `${JSON.stringify(d.term)} is not a regular expression of Go`
      : `${JSON.stringify(d.term)} is not a version constraint`,
  'repository.badIndex': d => `the index of ${d.url} is refused by Helm: ${d.helmText}`,
  'repository.noIndex': d => `there is no index of ${d.name} yet; fetch it with repo update ${d.name}`,
  'repository.refused': d => `${d.url}: status ${d.status}${d.detail === '' ? '' : ` (${d.detail})`}`,
  'repository.unauthorized': d => `${d.url}: access refused (${d.status}); check user name and password`,
  'repository.noChart': d =>
    `there is no ${d.chart}${d.version === '' ? '' : ` ${d.version}`} in ${d.repository}; look with search, or fetch the index with repo update`,
  'repository.noDownload': d => `${d.chart} in ${d.repository} has no address to download from`,
  'repository.badChartReference': d =>
    `${d.reference} names no chart: write repository/chart, https://..., or oci://host/path/chart`,
  'repository.digestMismatch': d =>
    `${d.fileName} is not what its index says: expected ${d.expected}, got ${d.actual}; it was not used`,
  'repository.packageExists': d =>
    `${d.fileName} is published with other contents (${d.existing}; ours is ${d.ours}). Raise the version, or give --force`,
  'repository.notListed': d =>
    `${d.chart} ${d.version} was sent to ${d.url}, but its index does not list it yet; look again later with repo update`,
  'repository.noCommonBase': d => `${d.path} is not in a git repository with a branch to publish from`,
  'repository.branchDiverged': d =>
    `${d.branch} and ${d.remote}/${d.branch} each have commits that the other has not: merge them, or delete the local branch, then try again`,
  'repository.branchInUse': d =>
    `${d.branch} is checked out in ${d.path}: switch to another branch there, or publish to that folder`,
  'repository.commitFailed': d => `no commit could be made on ${d.branch}: ${d.reason}`,
  'file.lockBusy': d =>
    `another program has held the lock ${d.path} for ${d.seconds} seconds; try again when it is done`,
  'file.lockUnavailable': d =>
    `no lock can be had for ${d.path}; install flock (util-linux), lockf or perl, and check that the folder is writable`,
  'dependency.badVersion': d =>
    `dependency ${JSON.stringify(d.chart)} has an invalid version/constraint format: improper constraint: ${d.version}`,
  'dependency.noVersion': d =>
    `no version of ${JSON.stringify(d.chart)} in ${d.repository} satisfies ${JSON.stringify(d.version)}; change the constraint in Chart.yaml, or update the repository`,
  'dependency.noRepository': d =>
    `no repository definition for ${d.repository} (dependency ${JSON.stringify(d.chart)}); add it with repo add`,
  'dependency.noDirectory': d => `dependency ${JSON.stringify(d.chart)}: directory ${d.path} not found`,
  'dependency.directoryVersion': d =>
    `dependency ${d.chart} at version ${d.found} does not satisfy the constraint ${d.version}`,
  'dependency.lockOutOfSync': d =>
    `${d.lockFile} is out of sync with the dependencies of the chart; run dependency update`,
  'dependency.notDeclared': d => `the chart declares no dependency ${JSON.stringify(d.chart)}`,
  'verify.otherChart': d =>
    `the index says ${d.asked}, but the package is ${d.actual}: a signature on another version proves nothing; it was not used`,
  'install.noHelm': d => `helm is not on the PATH; the verified package is ${d.path}`,
};
