import type { VerificationReport } from '../../core/provenance/report';
import type { CommandTarget } from '../commandMap';

/** Commands on registries and their charts. */
export interface RegistryCommandMap {
  readonly 'helmChartRelease.logIn': (target?: CommandTarget) => Promise<string | undefined>;
  readonly 'helmChartRelease.logOut': (target?: CommandTarget) => Promise<boolean | undefined>;
  readonly 'helmChartRelease.explainRefusal': (refusal?: CommandTarget) => Promise<void>;
  readonly 'helmChartRelease.pullVersion': (target?: CommandTarget) => Promise<string | undefined>;
  readonly 'helmChartRelease.publishArtifactHub': (target?: CommandTarget) => Promise<string | undefined>;
  readonly 'helmChartRelease.verifyVersion': (target?: CommandTarget) => Promise<VerificationReport | undefined>;
  readonly 'helmChartRelease.openVersion': (target?: CommandTarget) => Promise<string | undefined>;
  readonly 'helmChartRelease.deleteVersion': (target?: CommandTarget) => Promise<boolean | undefined>;
  readonly 'helmChartRelease.copyPinnedReference': (target?: CommandTarget) => Promise<void>;
  readonly 'helmChartRelease.copyFluxManifest': (target?: CommandTarget) => Promise<void>;
  readonly 'helmChartRelease.copyArgoManifest': (target?: CommandTarget) => Promise<void>;
}
