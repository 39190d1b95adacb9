import * as vscode from 'vscode';
import { formatChartYaml } from '../../core/chart/chartYaml';
import { decodeUtf8Lossy } from '../../util/bytes';
import { displayText } from '../../util/displayText';
import type { ShownChart } from '../../workflows/repository/showChart';
import { showChart } from '../../workflows/repository/showChart';
import { runWithProgress } from '../progress';
import type { RepositoryCommandMap } from './commandMap';
import type { RepositoriesFeature } from './feature';
import { chartFrom } from './repositoryCommands';

/** What is in a published chart and who signed it, in an editor; nothing is written to disk. */
export function showChartCommand(feature: RepositoriesFeature): RepositoryCommandMap['helmChartRelease.showChart'] {
  const { host, ports } = feature;
  return async target => {
    const title = vscode.l10n.t('Show Chart');
    const chart = await chartFrom(feature, target, title);
    if (chart === undefined) return undefined;
    const directory = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? feature.verifiedFolder.fsPath;
    const request = { ...chart, part: 'provenance' as const, verify: true, directory };
    const shown = await runWithProgress(host.log, title, context => showChart(ports, request, context));
    const { located, report } = shown;
    host.log.info(`showed ${located?.source ?? ''} ${located?.digest ?? ''}: ${report?.verdict ?? 'unsigned'}`);
    const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: textOf(shown) });
    await vscode.window.showTextDocument(document, { preview: true });
    return located?.digest;
  };
}

function textOf({ located, chart, readme, report }: ShownChart): string {
  const { t } = vscode.l10n;
  const signer = report?.signer;
  const by =
    signer === undefined
      ? t('No signer: there is no provenance that could be read.')
      : t('Signed by {0}, {1}', signer.userIds.map(id => displayText(id, 200)).join(', '), signer.fingerprint);
  const values = chart.values === undefined ? '' : decodeUtf8Lossy(chart.values.bytes);
  const sections = [
    `# ${chart.metadata.name} ${chart.metadata.version}`,
    [
      `- ${t('From')}: ${displayText(located?.source ?? '', 500)}`,
      `- ${t('Digest')}: ${located?.digest ?? ''}`,
      `- ${t('Verification')}: ${report?.verdict ?? 'unsigned'}. ${by}`,
    ].join('\n'),
    `## Chart.yaml\n\n${fenced('yaml', formatChartYaml(chart.metadata))}`,
    values === '' ? '' : `## values.yaml\n\n${fenced('yaml', values)}`,
    readme === undefined ? '' : `## README\n\n${fenced('markdown', readme)}`,
    report?.signedText === undefined ? '' : `## ${t('Signed text')}\n\n${fenced('yaml', report.signedText)}`,
  ];
  return `${sections.filter(section => section !== '').join('\n\n')}\n`;
}

/** A fence longer than any in the text, so that none of the chart's own text gets out of it. */
function fenced(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.replace(/\n$/, '')}\n${fence}`;
}
