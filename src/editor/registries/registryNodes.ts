/** A registry, as the user entered it or as the local one announces itself. */
export interface RegistryNode {
  readonly kind: 'registry';
  readonly target: string;
  readonly local: boolean;
}
export interface RepositoryNode {
  readonly kind: 'repository';
  readonly host: string;
  readonly repository: string;
  readonly local: boolean;
}
export interface VersionNode {
  readonly kind: 'version';
  readonly host: string;
  readonly repository: string;
  readonly tag: string;
  readonly local: boolean;
  /** Not a version by Helm's rules: `latest`, `v1.0.0`, `artifacthub.io`. */
  readonly other: boolean;
}
/** The next versions of a repository. */
export interface MoreNode {
  readonly kind: 'more';
  readonly repository: RepositoryNode;
  readonly left: number;
}
/** A line of text: a fact of a version, or why there is nothing. */
export interface NoteNode {
  readonly kind: 'note';
  readonly id: string;
  readonly text: string;
  readonly icon: string;
  readonly description?: string;
}
export type RegistriesNode = RegistryNode | RepositoryNode | VersionNode | MoreNode | NoteNode;

export function isRegistryNode(value: unknown): value is RegistryNode {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'registry';
}

export function isRepositoryNode(value: unknown): value is RepositoryNode {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'repository';
}

export function isVersionNode(value: unknown): value is VersionNode {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'version';
}

export function isMoreNode(value: unknown): value is MoreNode {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'more';
}

export function repositoryKey(node: { readonly host: string; readonly repository: string }): string {
  return `${node.host}/${node.repository}`;
}

export function versionReference(node: VersionNode): string {
  return `oci://${repositoryKey(node)}:${node.tag}`;
}

/** `helm pull` for a version as it is in the tree. A version with build metadata is only reachable by `--version`. */
export function pullCommand(node: VersionNode): string {
  const plain = node.local ? ' --plain-http' : '';
  return `helm pull oci://${repositoryKey(node)} --version ${node.tag.replaceAll('_', '+')}${plain}`;
}
