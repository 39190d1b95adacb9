import { limits } from '../archive/limits';

export interface ShippedFile {
  readonly path: string;
  readonly sizeBytes: number;
}

export interface LeftOutFile {
  readonly path: string;
  readonly isDirectory: boolean;
  readonly rule: string;
  /** Line in .helmignore; 0 for the rule that Helm adds itself. */
  readonly line: number;
}

/** What goes into a package, what does not and why, and how near it is to the limits. */
export interface ShipList {
  readonly shipped: readonly ShippedFile[];
  readonly leftOut: readonly LeftOutFile[];
  readonly totalBytes: number;
  /** Size of the package, packed; `undefined` when the chart cannot be loaded. */
  readonly packageBytes: number | undefined;
}

/** A Secret of Kubernetes holds 1 MiB, and Helm stores the packed release in it in base64. */
const releaseBytes = (1024 * 1024 * 3) / 4;

/** Names that keys, passwords and tokens are usually kept under. */
const secretPattern =
  /(?:^|\/)(?:\.env(?:\..+)?|\.npmrc|\.netrc|\.dockerconfigjson|id_(?:rsa|dsa|ecdsa|ed25519)|kubeconfig|credentials(?:\.\w+)?|.*\.(?:pem|key|p12|pfx|jks|keystore|kdbx|kubeconfig|tfstate)|.*(?:secret|password|passwd|token)[^/]*\.(?:ya?ml|json|txt|env|ini))$/i;

export function looksSecret(path: string): boolean {
  return secretPattern.test(path) && !path.startsWith('templates/');
}

/** The list as text, to read in an editor. */
export function formatShipList(name: string, list: ShipList): string {
  const size = (bytes: number): string =>
    bytes < 1024
      ? `${bytes} B`
      : bytes < 1024 * 1024
        ? `${(bytes / 1024).toFixed(1)} KiB`
        : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
  const share = (bytes: number, limit: number): string => `${((bytes / limit) * 100).toFixed(1)} % of ${size(limit)}`;
  const secrets = list.shipped.filter(file => looksSecret(file.path));
  const width = Math.max(10, ...list.shipped.map(file => size(file.sizeBytes).length));
  const lines = [
    `What ships in ${name}`,
    '',
    `${list.shipped.length} files, ${size(list.totalBytes)}: ${share(list.totalBytes, limits.totalBytes)} that Helm loads`,
  ];
  if (list.packageBytes !== undefined)
    lines.push(
      `Package ${size(list.packageBytes)}: ${share(list.packageBytes, releaseBytes)} that a release may need in the cluster`,
    );
  const large = list.shipped.filter(file => file.sizeBytes > limits.fileBytes);
  for (const file of large) lines.push(`Too large for Helm (${size(limits.fileBytes)} a file): ${file.path}`);
  if (secrets.length > 0) {
    lines.push('', 'Look like secrets, and ship:');
    for (const file of secrets) lines.push(`  ! ${file.path}`);
  }
  lines.push('', 'Ships:');
  for (const file of list.shipped) lines.push(`  ${size(file.sizeBytes).padStart(width)}  ${file.path}`);
  lines.push('', `Stays (${list.leftOut.length}):`);
  for (const { path, isDirectory, rule, line } of list.leftOut)
    lines.push(`  ${path}${isDirectory ? '/' : ''}  <- ${line === 0 ? 'built in' : `.helmignore:${line}`}  ${rule}`);
  return `${lines.join('\n')}\n`;
}
