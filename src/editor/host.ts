import * as vscode from 'vscode';
import { systemClock } from '../node/systemClock';
import { blobFiles } from '../node/blobFiles';
import { fileLocks } from '../node/fileLocks';
import { fileStore } from '../node/fileStore';
import { chartFiles } from '../node/chartFiles';
import { policyFiles } from '../node/policyFiles';
import { packageTimes } from '../node/packageTime';
import { IndexChecker } from '../node/indexChecker';
import { pathKinds } from '../node/pathKinds';
import { sourceMemory } from '../node/sourceMemory';
import { KeyringDirectory } from '../node/keyringDirectory';
import type { LintPorts } from '../workflows/lintChart';
import type { ShipPorts } from '../workflows/listShipped';
import type { PackagePorts } from '../workflows/packageChart';
import type { FolderPorts } from '../workflows/publish/publishToFolder';
import type { PushPorts } from '../workflows/pushChart';
import type { SourceMemory } from '../workflows/ports';
import type { VerifyPorts } from '../workflows/verifyChart';
import { Verifications } from './badge/verifications';
import { Packages } from './charts/packages';
import { WorkspaceCharts } from './charts/workspaceCharts';
import { warnOfChange } from './keyring/changedSource';
import { PassphraseCache } from './keyring/passphraseCache';
import { SecretStorageSafety } from './keyring/secretStorageSafety';
import { KeyringStore } from './keyring/keyringStore';
import { LocalRegistryFeature } from './registries/localRegistryFeature';
import { EditorCredentials } from './registries/editorCredentials';
import { registryClients } from './registries/registryClients';
import { ReportPages } from './report/reportPage';

/** What the features are built from: ports over this machine and this editor, and the state that features share. */
export interface Host {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  readonly ports: PackagePorts &
    VerifyPorts &
    PushPorts &
    LintPorts &
    ShipPorts &
    FolderPorts & { readonly sources: SourceMemory };
  /** Absolute path of the bundle that runs as the short-lived child process for private keys. */
  readonly workerPath: string;
  /** The thread that reads indexes, which may be large. */
  readonly indexes: IndexChecker;
  readonly charts: WorkspaceCharts;
  readonly packages: Packages;
  readonly keyring: KeyringStore;
  readonly passphrases: PassphraseCache;
  readonly secretStorage: SecretStorageSafety;
  readonly verifications: Verifications;
  readonly localRegistry: LocalRegistryFeature;
  readonly credentials: EditorCredentials;
  readonly reports: ReportPages;
}

export function buildHost(context: vscode.ExtensionContext): Host {
  const log = vscode.window.createOutputChannel('Helm Chart Release', { log: true });
  const keyringFolder = vscode.Uri.joinPath(context.globalStorageUri, 'keyring');
  const keyring = new KeyringStore(new KeyringDirectory(keyringFolder.fsPath), context.secrets, keyringFolder);
  const passphrases = new PassphraseCache(vscode.Uri.joinPath(keyringFolder, 'locked'));
  const charts = new WorkspaceCharts();
  const credentials = new EditorCredentials(context.secrets);
  const ports = {
    chartFiles: chartFiles(),
    pathKinds: pathKinds(),
    store: fileStore(),
    files: blobFiles(),
    locks: fileLocks(),
    packageTimes: packageTimes(process.env),
    keys: keyring,
    clock: systemClock,
    policies: policyFiles(() => (vscode.workspace.workspaceFolders ?? []).map(folder => folder.uri.fsPath)),
    clientFor: registryClients(credentials),
    sources: sourceMemory(vscode.Uri.joinPath(keyringFolder, 'sources.jsonl').fsPath, change =>
      warnOfChange(log, change),
    ),
  };
  const indexes = new IndexChecker(vscode.Uri.joinPath(context.extensionUri, 'dist', 'indexWorker.cjs').fsPath);
  const packages = new Packages(charts);
  const verifications = new Verifications(ports, keyring.onDidChange);
  const localRegistry = new LocalRegistryFeature(context.globalStorageUri, log);
  const reports = new ReportPages(context.extensionUri);
  context.subscriptions.push(
    indexes,
    log,
    reports,
    keyring,
    passphrases,
    charts,
    packages,
    verifications,
    localRegistry,
  );
  return {
    context,
    log,
    ports,
    workerPath: vscode.Uri.joinPath(context.extensionUri, 'dist', 'worker.cjs').fsPath,
    indexes,
    charts,
    packages,
    keyring,
    passphrases,
    secretStorage: new SecretStorageSafety(context),
    verifications,
    localRegistry,
    credentials,
    reports,
  };
}
