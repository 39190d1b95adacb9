import { isAbsolute } from 'node:path';
import * as vscode from 'vscode';
import { loadArchive } from '../../core/archive/loadArchive';
import { quietContext } from '../../core/context';
import { compareCharts } from '../../core/release/compareCharts';
import { parseReference } from '../../core/registry/reference';
import { chartVersions } from '../../core/registry/resolveVersion';
import { chartHistory } from '../../node/chartHistory';
import { planReleases } from '../../workflows/release/planReleases';
import { configuredRegistries, packageTimesFor } from '../config';
import type { Host } from '../host';
import { errorMessage } from '../messages';
import { reportText } from '../report/reportText';
import { changeText } from './changeText';
import { lintLines } from './lintLines';
import { targetAt } from './releaseFlow';

/**
 * Tools for language models. They read and plan; none signs, reads a private key, writes a file or publishes. What they look
 * at over the network are the destinations that the user configured, or asks about.
 */
export function registerLanguageTools(host: Host): vscode.Disposable {
  return vscode.Disposable.from(
    tool<{ readonly path?: string }>('helm_chart_lint', async ({ path }) => {
      const charts = (await host.charts.all()).filter(({ directory }) => path === undefined || directory === path);
      if (charts.length === 0) return vscode.l10n.t('There is no such chart in the workspace.');
      const found = [];
      for (const chart of charts) found.push(...(await lintLines(host, chart, quietContext.signal)).lines);
      return found.length === 0 ? vscode.l10n.t('No problems.') : found.join('\n');
    }),
    tool<{ readonly path: string }>('helm_chart_verify', async ({ path }) =>
      reportText(await host.verifications.report(packagePath(path))),
    ),
    tool<{ readonly reference: string }>('helm_chart_versions', async ({ reference }) => {
      const { host: registry, repository } = parseReference(reference);
      const tags = await host.ports.clientFor(registry).listTags(repository, quietContext);
      return chartVersions(tags)
        .map(({ version }) => version.original)
        .join('\n');
    }),
    tool<{ readonly older: string; readonly newer: string }>('helm_chart_diff', async ({ older, newer }) => {
      const [before, after] = [await load(older), await load(newer)];
      const lines = compareCharts(before, after).map(change => `${change.bump}: ${changeText(change)}`);
      return lines.length === 0 ? vscode.l10n.t('Nothing changed') : lines.join('\n');
    }),
    tool<{ readonly target?: string }>('helm_chart_plan_release', ({ target }) => plan(host, target)),
  );
}

/** A tool whose failures are told to the model in words, as the user would read them. */
function tool<T extends object>(name: string, run: (input: T) => Promise<string>): vscode.Disposable {
  return vscode.lm.registerTool<T>(name, {
    async invoke({ input }) {
      const text = await run(input).catch((error: unknown) => errorMessage(error).text);
      return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
    },
  });
}

/** Only packages: a tool that read any file would be a way to private keys. */
function packagePath(path: string): string {
  if (!isAbsolute(path) || !path.endsWith('.tgz'))
    throw new Error(vscode.l10n.t('Not the absolute path of a .tgz file: {0}', path));
  return path;
}

async function load(path: string): Promise<ReturnType<typeof loadArchive>> {
  return loadArchive(await vscode.workspace.fs.readFile(vscode.Uri.file(packagePath(path))));
}

async function plan(host: Host, target: string | undefined): Promise<string> {
  const address = target ?? configuredRegistries()[0] ?? host.localRegistry.target;
  if (address === undefined) return vscode.l10n.t('No registry is configured.');
  const directories = (await host.charts.all()).map(chart => chart.directory);
  const [folder = ''] = directories;
  const { charts } = await planReleases(
    { ...host.ports, history: chartHistory(process.env) },
    { directories, targets: [targetAt(host, address)], times: packageTimesFor(folder) },
    quietContext,
  );
  const summary = charts.map(({ name, version, state, advice, changes, changelog, needs }) => ({
    name,
    version,
    state,
    suggested: advice.suggested,
    changes: changes.map(change => `${change.bump}: ${changeText(change)}`),
    changelog: changelog.map(({ kind, description }) => `${kind}: ${description}`),
    needs,
  }));
  return JSON.stringify(summary, undefined, 2);
}
