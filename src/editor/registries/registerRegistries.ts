import type { CommandMap } from '../commandMap';
import type { Host } from '../host';
import { publishArtifactHubCommand } from './artifactHubCommand';
import { explainRefusalCommand } from './explainRefusal';
import { logInCommand, logOutCommand } from './logIn';
import { openVersionCommand, verifyVersionCommand } from './lookCommands';
import type { RegistriesTree } from './registriesTree';
import type { RegistryCommandMap } from './registryCommandMap';
import {
  copyArgoManifestCommand,
  copyFluxManifestCommand,
  copyPinnedReferenceCommand,
  deleteVersionCommand,
  pullVersionCommand,
} from './versionCommands';

/** The commands on registries and the charts in them. */
export function registryCommands(host: Host, tree: RegistriesTree): Pick<CommandMap, keyof RegistryCommandMap> {
  return {
    'helmChartRelease.logIn': logInCommand(host),
    'helmChartRelease.logOut': logOutCommand(host),
    'helmChartRelease.explainRefusal': explainRefusalCommand(host.context),
    'helmChartRelease.pullVersion': pullVersionCommand(host),
    'helmChartRelease.publishArtifactHub': publishArtifactHubCommand(host),
    'helmChartRelease.verifyVersion': verifyVersionCommand(host, tree),
    'helmChartRelease.openVersion': openVersionCommand(host),
    'helmChartRelease.deleteVersion': deleteVersionCommand(host),
    'helmChartRelease.copyPinnedReference': copyPinnedReferenceCommand(host),
    'helmChartRelease.copyFluxManifest': copyFluxManifestCommand(host),
    'helmChartRelease.copyArgoManifest': copyArgoManifestCommand(host),
  };
}
