import * as vscode from 'vscode';
import type { LoadWarning } from '../../core/chart/chart';
import { displayText } from '../../util/displayText';
import type { PackageTime } from '../../workflows/ports';

/** Which time the entries of a package carry, and why. */
export function describeTime(time: PackageTime | undefined): string {
  if (time === undefined) return vscode.l10n.t("each file's own");
  const date = new Date(time.seconds * 1000).toISOString();
  switch (time.source) {
    case 'SOURCE_DATE_EPOCH':
      return vscode.l10n.t('{0} (SOURCE_DATE_EPOCH)', date);
    case 'git':
      return vscode.l10n.t('{0} (last commit that touched the chart)', date);
    case 'fixed':
      return vscode.l10n.t('{0} (fixed: no SOURCE_DATE_EPOCH, no git commit)', date);
  }
}

export function describeWarning(warning: LoadWarning): string {
  const path = displayText(warning.path);
  switch (warning.code) {
    case 'symlinkFollowed':
      return vscode.l10n.t(
        '{0} is a symbolic link: the content of {1} is in the package.',
        path,
        displayText(warning.target ?? ''),
      );
    case 'requirementsInV2':
      return vscode.l10n.t('{0} is read, but since apiVersion v2 dependencies belong in Chart.yaml.', path);
    case 'requirementsLockInV2':
      return vscode.l10n.t('{0} is read, but since apiVersion v2 the lock belongs in Chart.lock.', path);
    case 'subchartIgnored':
      return vscode.l10n.t('{0} is left out: names in charts/ that start with _ or . are skipped.', path);
    case 'bomStripped':
      return vscode.l10n.t('{0} starts with a byte order mark, which is left out.', path);
  }
}
