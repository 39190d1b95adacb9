import * as vscode from 'vscode';
import { displayText } from '../../util/displayText';
import type { CheckedEntry, RepositoryReport } from '../../workflows/index/verifyRepository';

/** What a person reads about a repository that is a folder, in Markdown. */
export function repositoryReportText(report: RepositoryReport): string {
  const { t } = vscode.l10n;
  const state: Readonly<Record<CheckedEntry['state'], string>> = {
    present: t('there, digest right'),
    missing: t('MISSING'),
    digestDiffers: t('DIGEST DIFFERS'),
    noDigest: t('there, no digest listed'),
    elsewhere: t('elsewhere, not checked'),
  };
  const rows = report.entries.map(({ chart, version, file = '', state: found, signature = '' }) =>
    row(`${chart} ${version}`, file, state[found], signature),
  );
  const sections = [
    `# ${report.isSound ? t('Every package is there with its digest.') : t('This repository has faults.')}`,
    cell(report.path),
    ...list(
      t('Helm refuses this index'),
      report.problems.map(({ helmText }) => cell(helmText)),
    ),
    [row(t('Version'), t('File'), t('Package'), t('Signature')), '|---|---|---|---|', ...rows].join('\n'),
    ...list(
      t('Entries that Helm leaves out'),
      report.skipped.map(({ chart, version, helmText }) => cell(`${chart} ${version}: ${helmText}`)),
    ),
    ...list(t('Packages that are not listed'), report.unlisted.map(cell)),
  ];
  return `${sections.join('\n\n')}\n`;
}

function list(title: string, items: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : [`## ${title}`, items.map(item => `- ${item}`).join('\n')];
}

function row(...cells: readonly string[]): string {
  return `| ${cells.map(cell).join(' | ')} |`;
}

/** Text of files is text here, not Markdown. */
function cell(text: string): string {
  return displayText(text, 500).replace(/[\\`*_{}[\]<>|#!]/g, '\\$&');
}
