import type { Digest } from '../../util/digest';
import type { Bump, ChartChange } from './change';
import type { ChangelogEntry } from './changelog';
import { compareVersions, parseVersion } from '../chart/version';
import { isEnough, suggestVersion } from './suggestVersion';

/** What a target holds of a chart now, and so what a release does there. */
export interface TargetState {
  readonly target: string;
  /** `same`: this version with this content; `taken`: this version with other content, which is never replaced. */
  readonly state: 'absent' | 'same' | 'taken';
  /** The newest version there. */
  readonly newest?: string;
  /** Every file and object that is written there; empty when nothing is. */
  readonly writes: readonly string[];
}

/**
 * `new`: nothing published yet; `changed`: a version that is not published; `incomplete`: published at some targets only;
 * `unchanged`: published everywhere; `taken`: changed, but the version is published with other content; `broken`: cannot be
 * packaged.
 */
export type PlanState = 'new' | 'changed' | 'incomplete' | 'unchanged' | 'taken' | 'broken';

export interface Advice {
  readonly bump: Bump;
  /** The least version for what changed since the published one. */
  readonly suggested?: string;
  /** Whether the chart's version rises enough. */
  readonly enough: boolean;
}

export interface PlannedChart {
  readonly name: string;
  readonly version: string;
  readonly directory: string;
  readonly needs: readonly string[];
  readonly state: PlanState;
  readonly targets: readonly TargetState[];
  readonly published?: { readonly version: string; readonly archiveDigest: Digest; readonly reference: string };
  readonly archive?: { readonly fileName: string; readonly digest: Digest; readonly sizeBytes: number };
  readonly changes: readonly ChartChange[];
  readonly advice: Advice;
  readonly changelog: readonly ChangelogEntry[];
  /** `chart`: the entries are those that Chart.yaml has for this release already. */
  readonly changelogSource: 'commits' | 'chart';
  /** Why it is `broken`: the failure of reading or packaging. */
  readonly problem?: unknown;
}

export function planState(targets: readonly TargetState[]): Exclude<PlanState, 'broken'> {
  if (targets.some(({ state }) => state === 'taken')) return 'taken';
  const same = targets.filter(({ state }) => state === 'same').length;
  if (same === targets.length) return 'unchanged';
  if (same > 0) return 'incomplete';
  return targets.every(({ newest }) => newest === undefined) ? 'new' : 'changed';
}

/** A version below the published one is a maintenance release of an older line: no advice on it. */
export function advise(version: string, published: string | undefined, bump: Bump): Advice {
  if (published === undefined) return { bump, enough: true };
  const own = parseVersion(version);
  const other = parseVersion(published);
  const suggested = suggestVersion(published, bump);
  if (own === undefined || other === undefined || suggested === undefined) return { bump, enough: true };
  if (compareVersions(own, other) < 0) return { bump, enough: true };
  return { bump, suggested, enough: isEnough(version, suggested) };
}

/** Whether a release does anything with this chart. */
export function isReleasable(chart: PlannedChart): boolean {
  return chart.state === 'new' || chart.state === 'changed' || chart.state === 'incomplete';
}
