import * as vscode from 'vscode';
import { loadArchive } from '../../core/archive/loadArchive';
import { compareCharts } from '../../core/release/compareCharts';
import { chartHistory } from '../../node/chartHistory';
import { folderTarget } from '../../workflows/release/folderTarget';
import { planReleases } from '../../workflows/release/planReleases';
import { registryTarget } from '../../workflows/release/registryTarget';
import { quietContext } from '../../core/context';
import { configuredRegistries, packageTimesFor } from '../config';
import type { Host } from '../host';
import { reportText } from '../report/reportText';
import { changeText } from './changeText';

/** Tools for language models. They read and plan; none signs, reads a key, writes a file or publishes. */
export function registerLanguageTools(host: Host): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.lm.registerTool<{ readonly path: string }>('helm_chart_verify', {
      async invoke({ input }) {
        return answer(reportText(await host.verifications.report(input.path)));
      },
    }),
    vscode.lm.registerTool<{ readonly older: string; readonly newer: string }>('helm_chart_diff', {
      async invoke({ input }) {
        const [older, newer] = await Promise.all(
          [input.older, input.newer].map(async path =>
            loadArchive(await vscode.workspace.fs.readFile(vscode.Uri.file(path))),
          ),
        );
        if (older === undefined || newer === undefined) return answer('');
        const changes = compareCharts(older, newer);
        return answer(changes.map(change => `${change.bump}: ${changeText(change)}`).join('\n'));
      },
    }),
    vscode.lm.registerTool<{ readonly target?: string }>('helm_chart_plan_release', {
      async invoke({ input }) {
        const address = input.target ?? configuredRegistries()[0] ?? host.localRegistry.target;
        if (address === undefined) return answer(vscode.l10n.t('No registry is configured.'));
        const target = address.startsWith('oci://')
          ? registryTarget(address, host.ports)
          : folderTarget(address, host.ports);
        const directories = (await host.charts.all()).map(chart => chart.directory);
        const [folder = ''] = directories;
        const plan = await planReleases(
          { ...host.ports, history: chartHistory(process.env) },
          { directories, targets: [target], times: packageTimesFor(folder) },
          quietContext,
        );
        const summary = plan.charts.map(({ name, version, state, advice, changes }) => ({
          name,
          version,
          state,
          suggested: advice.suggested,
          changes: changes.map(changeText),
        }));
        return answer(JSON.stringify(summary, undefined, 2));
      },
    }),
  );
}

function answer(text: string): vscode.LanguageModelToolResult {
  return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
}
