import { compareVersions, parseVersion } from '../chart/version';

/** Which part of a version rose. `same`: only build metadata or the spelling differs; `unknown`: one of them is none. */
export type VersionStep = 'major' | 'minor' | 'patch' | 'lowered' | 'same' | 'unknown';

export function versionStep(before: string | undefined, after: string | undefined): VersionStep {
  const old = before === undefined ? undefined : parseVersion(before);
  const now = after === undefined ? undefined : parseVersion(after);
  if (old === undefined || now === undefined) return 'unknown';
  const order = compareVersions(now, old);
  if (order < 0) return 'lowered';
  if (order === 0) return 'same';
  if (now.major !== old.major) return 'major';
  return now.minor !== old.minor ? 'minor' : 'patch';
}
