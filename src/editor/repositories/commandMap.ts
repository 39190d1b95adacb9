type Target = unknown;

/** The commands around chart repositories and dependencies. */
export interface RepositoryCommandMap {
  readonly 'helmChartRelease.addRepository': () => Promise<string | undefined>;
  readonly 'helmChartRelease.updateRepositories': () => Promise<void>;
  readonly 'helmChartRelease.removeRepository': (target?: Target) => Promise<void>;
  readonly 'helmChartRelease.searchRepositories': () => Promise<string | undefined>;
  readonly 'helmChartRelease.showChart': (target?: Target) => Promise<string | undefined>;
  readonly 'helmChartRelease.pullChart': (target?: Target) => Promise<string | undefined>;
  readonly 'helmChartRelease.publishToFolder': (target?: Target, folder?: unknown) => Promise<string | undefined>;
  readonly 'helmChartRelease.publishToBranch': (target?: Target) => Promise<string | undefined>;
  readonly 'helmChartRelease.publishToServer': (target?: Target) => Promise<string | undefined>;
  readonly 'helmChartRelease.verifyAndInstall': (target?: Target) => Promise<string | undefined>;
  readonly 'helmChartRelease.verifyAndUpgrade': (target?: Target) => Promise<string | undefined>;
  readonly 'helmChartRelease.verifyAndTemplate': (target?: Target) => Promise<string | undefined>;
  readonly 'helmChartRelease.updateDependencies': (target?: Target) => Promise<void>;
  readonly 'helmChartRelease.buildDependencies': (target?: Target) => Promise<void>;
}
