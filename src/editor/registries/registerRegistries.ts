import type { CommandMap } from '../commandMap';
import type { Host } from '../host';
import { explainRefusalCommand } from './explainRefusal';
import { logInCommand, logOutCommand } from './logIn';
import type { RegistryCommandMap } from './registryCommandMap';
import {
  copyArgoManifestCommand,
  copyFluxManifestCommand,
  copyPinnedReferenceCommand,
  deleteVersionCommand,
  pullVersionCommand,
} from './versionCommands';

/** The commands on registries and the charts in them. */
export function registryCommands(host: Host): Pick<CommandMap, keyof RegistryCommandMap> {
  return {
    'helmChartRelease.logIn': logInCommand(host),
    'helmChartRelease.logOut': logOutCommand(host),
    'helmChartRelease.explainRefusal': explainRefusalCommand(),
    'helmChartRelease.pullVersion': pullVersionCommand(host),
    'helmChartRelease.deleteVersion': deleteVersionCommand(host),
    'helmChartRelease.copyPinnedReference': copyPinnedReferenceCommand(host),
    'helmChartRelease.copyFluxManifest': copyFluxManifestCommand(host),
    'helmChartRelease.copyArgoManifest': copyArgoManifestCommand(host),
  };
}
