import type { KeyInfo } from '../core/provenance/keyring';
import type { RepositoryCommandMap } from './repositories/commandMap';
import type { KeyCommandMap } from './keyring/keyCommandMap';
import type { RegistryCommandMap } from './registries/registryCommandMap';
import type { ReleaseCommandMap } from './release/releaseCommandMap';
import type { VerificationReport } from '../core/provenance/report';
import type { VersionRef } from '../core/repository/chartIndex';
import type { MergeConflict } from '../core/repository/mergeThreeWay';
import type { RepositoryReport } from '../workflows/index/verifyRepository';

/** What a menu or the palette hands a command: a resource, a tree item of ours, or nothing. */
export type CommandTarget = unknown;
type TargetCommand<R> = (target?: CommandTarget, selection?: readonly CommandTarget[]) => Promise<R | undefined>;

/** Plain results, so that a task, a test or another extension can use a command through `executeCommand`. */
export interface PackageCommandResult {
  readonly path: string;
  readonly digest: string;
  readonly outcome: 'written' | 'replaced' | 'unchanged';
}

export interface SignCommandResult {
  readonly provenancePath: string;
  readonly digest: string;
  readonly fingerprint: string;
}

export interface PushCommandResult {
  readonly reference: string;
  readonly manifestDigest: string;
  readonly status: 'pushed' | 'already-there';
}

export interface IndexCommandResult {
  readonly path: string;
  readonly added: readonly VersionRef[];
  readonly replaced: readonly VersionRef[];
  readonly removed: readonly VersionRef[];
}

/** Every command of the extension with its signature; a unit test holds it together with the manifest. */
export interface CommandMap extends KeyCommandMap, ReleaseCommandMap, RepositoryCommandMap, RegistryCommandMap {
  readonly 'helmChartRelease.packageChart': TargetCommand<PackageCommandResult>;
  readonly 'helmChartRelease.signPackage': TargetCommand<SignCommandResult>;
  readonly 'helmChartRelease.verifyPackage': TargetCommand<VerificationReport>;
  readonly 'helmChartRelease.generateIndex': TargetCommand<IndexCommandResult>;
  readonly 'helmChartRelease.addToIndex': TargetCommand<IndexCommandResult>;
  readonly 'helmChartRelease.regenerateIndex': TargetCommand<IndexCommandResult>;
  readonly 'helmChartRelease.pruneIndex': TargetCommand<IndexCommandResult>;
  readonly 'helmChartRelease.verifyRepository': TargetCommand<RepositoryReport>;
  readonly 'helmChartRelease.mergeConflictedIndex': TargetCommand<{ readonly conflicts: readonly MergeConflict[] }>;
  readonly 'helmChartRelease.pushPackage': TargetCommand<PushCommandResult>;
  readonly 'helmChartRelease.createChart': (target?: CommandTarget) => Promise<string | undefined>;
  readonly 'helmChartRelease.bumpVersion': (target?: CommandTarget) => Promise<string | undefined>;
  readonly 'helmChartRelease.whatShips': (target?: CommandTarget) => Promise<string | undefined>;
  readonly 'helmChartRelease.checkVersions': (target?: CommandTarget) => Promise<void>;
  readonly 'helmChartRelease.setDependencyVersion': (uri: unknown, range: unknown, version: unknown) => Promise<void>;
  readonly 'helmChartRelease.lintReport': () => Promise<string | undefined>;
  readonly 'helmChartRelease.generateKey': () => Promise<KeyInfo | undefined>;
  readonly 'helmChartRelease.importKey': (target?: CommandTarget) => Promise<readonly KeyInfo[] | undefined>;
  readonly 'helmChartRelease.exportKeyring': (target?: CommandTarget) => Promise<string | undefined>;
  readonly 'helmChartRelease.trustKey': (target?: CommandTarget) => Promise<void>;
  readonly 'helmChartRelease.untrustKey': (target?: CommandTarget) => Promise<void>;
  readonly 'helmChartRelease.deleteKey': (target?: CommandTarget) => Promise<void>;
  readonly 'helmChartRelease.copyFingerprint': (target?: CommandTarget) => Promise<void>;
  readonly 'helmChartRelease.startLocalRegistry': () => Promise<string | undefined>;
  readonly 'helmChartRelease.stopLocalRegistry': () => Promise<void>;
  readonly 'helmChartRelease.addRegistry': () => Promise<string | undefined>;
  readonly 'helmChartRelease.copyReference': (target?: CommandTarget) => Promise<void>;
  readonly 'helmChartRelease.showReport': (target?: CommandTarget) => Promise<void>;
  readonly 'helmChartRelease.refreshCharts': () => Promise<void>;
  readonly 'helmChartRelease.refreshRegistries': () => Promise<void>;
  readonly 'helmChartRelease.searchRegistries': (text?: CommandTarget) => Promise<void>;
  readonly 'helmChartRelease.clearRegistrySearch': () => Promise<void>;
  readonly 'helmChartRelease.showMoreVersions': (target?: CommandTarget) => Promise<void>;
  readonly 'helmChartRelease.showLog': () => Promise<void>;
}

export type CommandId = keyof CommandMap;
