import { RegistryClient } from '../../src/core/registry/client';
import type { KeyringKey } from '../../src/core/provenance/keyring';
import { chartFiles } from '../../src/node/chartFiles';
import { nodeFetch } from '../../src/node/http/nodeFetch';
import { blobFiles } from '../../src/node/blobFiles';
import { fileLocks } from '../../src/node/fileLocks';
import { fileStore } from '../../src/node/fileStore';
import { policyFiles } from '../../src/node/policyFiles';
import { packageTimes } from '../../src/node/packageTime';
import { systemClock } from '../../src/node/systemClock';
import type { PackagePorts } from '../../src/workflows/packageChart';
import type { FolderPorts } from '../../src/workflows/publish/publishToFolder';
import type { PushPorts } from '../../src/workflows/pushChart';
import type { VerifyPorts } from '../../src/workflows/verifyChart';
import { nobody } from './registryClients';

/** The real ports of this machine, anonymous towards registries, with these keys as the keyring. */
export function nodePorts(
  keys: readonly KeyringKey[],
  environment: NodeJS.ProcessEnv = {},
): PackagePorts & VerifyPorts & PushPorts & FolderPorts {
  return {
    chartFiles: chartFiles(),
    store: fileStore(),
    files: blobFiles(),
    locks: fileLocks(),
    packageTimes: packageTimes({ ...process.env, ...environment }),
    keys: { keys: () => Promise.resolve(keys) },
    clock: systemClock,
    clientFor: host =>
      new RegistryClient({ host, fetch: nodeFetch({ environment: process.env }), credentials: nobody }),
    policies: policyFiles(() => []),
  };
}
