import type { VerificationReport } from '../../core/provenance/report';
import type { Destination } from '../../core/release/chooseDestination';
import type { ReleaseReceipt } from '../../workflows/release/receipt';

/** The commands around releases of several charts, and around what is in a package. */
export interface ReleaseCommandMap {
  readonly 'helmChartRelease.releaseChart': (target?: unknown) => Promise<ReleaseReceipt | undefined>;
  readonly 'helmChartRelease.releaseChangedCharts': () => Promise<ReleaseReceipt | undefined>;
  readonly 'helmChartRelease.releaseBoard': () => Promise<number | undefined>;
  readonly 'helmChartRelease.releaseBoardCharts': (directories?: unknown) => Promise<ReleaseReceipt | undefined>;
  readonly 'helmChartRelease.resumeRelease': () => Promise<ReleaseReceipt | undefined>;
  readonly 'helmChartRelease.chooseDestination': () => Promise<Destination | undefined>;
  readonly 'helmChartRelease.verifyTampered': (target?: unknown) => Promise<VerificationReport | undefined>;
  readonly 'helmChartRelease.setUpPipeline': () => Promise<string | undefined>;
  readonly 'helmChartRelease.openArchive': (target?: unknown) => Promise<string | undefined>;
  readonly 'helmChartRelease.compareVersion': (target?: unknown) => Promise<number | undefined>;
  readonly 'helmChartRelease.compareCharts': (target?: unknown) => Promise<number | undefined>;
  readonly 'helmChartRelease.rebuildAndCompare': (target?: unknown) => Promise<number | undefined>;
  readonly 'helmChartRelease.tamperReport': (target?: unknown) => Promise<number | undefined>;
  readonly 'helmChartRelease.copyAs': (target?: unknown) => Promise<string | undefined>;
}
