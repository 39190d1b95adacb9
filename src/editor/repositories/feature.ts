import type * as vscode from 'vscode';
import type { DependencyPorts } from '../../workflows/dependencies/ports';
import type { Host } from '../host';
import type { RepositoriesTree } from './repositoriesTree';

/** What the commands of this feature work with. */
export interface RepositoriesFeature {
  readonly host: Host;
  readonly ports: DependencyPorts;
  readonly tree: RepositoriesTree;
  /** A folder of the extension that verified packages are put into for helm. */
  readonly verifiedFolder: vscode.Uri;
}
