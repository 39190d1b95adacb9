import { createTransport } from '../../src/core/registry/transport';
import { registryLimits } from '../../src/core/registry/limits';
import type { Fetch } from '../../src/core/registry/ports';
import type { KeyringKey } from '../../src/core/provenance/keyring';
import { noSecrets, repositoryPorts } from '../../src/node/repositories/repositoryPorts';
import type { RepositorySecrets } from '../../src/workflows/repository/ports';
import type { PullPorts } from '../../src/workflows/repository/pullPackage';
import { nodePorts } from './nodePorts';
import { helmEnvironment } from './terminal';

/** The repository ports over a home folder of their own and a given fetch, which is tried once. */
export function testRepositoryPorts(
  home: string,
  fetch: Fetch,
  options: { readonly keys?: readonly KeyringKey[]; readonly secrets?: RepositorySecrets } = {},
): PullPorts {
  const ports = repositoryPorts({
    environment: helmEnvironment(home),
    currentDirectory: home,
    fetch,
    secrets: options.secrets ?? noSecrets,
  });
  const transport = createTransport({ fetch, limits: { ...registryLimits, attempts: 1 }, now: () => Date.now() });
  return {
    ...nodePorts(options.keys ?? []),
    ...ports,
    transportFor: () => Promise.resolve(transport),
  };
}
