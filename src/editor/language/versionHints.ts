import * as vscode from 'vscode';
import { fieldEntry, fieldItems, fieldText } from '../../core/chart/yamlFields';
import { newestVersions } from '../../core/lint/checkKnownVersions';
import { parseGoYaml } from '../../core/yaml/goYaml';
import type { YamlMap } from '../../core/yaml/goYaml';
import { displayText } from '../../util/displayText';
import type { KnownCharts } from './knownCharts';

const t = vscode.l10n.t;

interface KnownDependency {
  readonly name: string;
  /** Of the version; `undefined` when none is written. */
  readonly version: vscode.Range | undefined;
  readonly item: vscode.Range;
  readonly newest: string | undefined;
  readonly inRange: string | undefined;
}

async function dependenciesOf(document: vscode.TextDocument, charts: KnownCharts): Promise<readonly KnownDependency[]> {
  const text = document.getText();
  const { root } = parseGoYaml(text);
  const items = root?.kind === 'map' ? fieldItems(root, 'dependencies').filter(item => item.kind === 'map') : [];
  if (items.length === 0) return [];
  const known = await charts.knownFor(text);
  return items.map(item => {
    const name = fieldText(item, 'name');
    const versions = known.versionsOf(fieldText(item, 'repository'), name) ?? [];
    const version = fieldEntry(item, 'version')?.value.range;
    const start = document.positionAt(startOf(item));
    return {
      name,
      version:
        version === undefined
          ? undefined
          : new vscode.Range(document.positionAt(version.start), document.positionAt(version.end)),
      item: new vscode.Range(start, start),
      ...newestVersions(versions, fieldText(item, 'version')),
    };
  });
}

function startOf(item: YamlMap): number {
  return item.entries[0]?.key.range.start ?? item.range.start;
}

/** Behind the version of each dependency: the newest that is known, and the newest that the range takes. */
export class VersionHints implements vscode.InlayHintsProvider {
  readonly onDidChangeInlayHints: vscode.Event<void>;

  constructor(private readonly charts: KnownCharts) {
    this.onDidChangeInlayHints = charts.onDidChange as vscode.Event<unknown> as vscode.Event<void>;
  }

  async provideInlayHints(document: vscode.TextDocument): Promise<vscode.InlayHint[]> {
    return (await dependenciesOf(document, this.charts)).flatMap(({ version, newest, inRange }) => {
      if (version === undefined || newest === undefined) return [];
      const shown = [newest, inRange ?? ''].map(each => displayText(each, 50)) as [string, string];
      const label =
        inRange === undefined
          ? t('newest {0}, none in range', shown[0])
          : inRange === newest
            ? t('newest {0}', shown[0])
            : t('newest {0}, in range {1}', ...shown);
      const hint = new vscode.InlayHint(version.end, label);
      hint.paddingLeft = true;
      hint.tooltip = t('As the repository was last fetched. Check Versions of Dependencies asks again.');
      return [hint];
    });
  }
}

/** Above each dependency: take the newest version; above the first: ask again, and update. */
export class DependencyLenses implements vscode.CodeLensProvider {
  readonly onDidChangeCodeLenses: vscode.Event<void>;

  constructor(private readonly charts: KnownCharts) {
    this.onDidChangeCodeLenses = charts.onDidChange as vscode.Event<unknown> as vscode.Event<void>;
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    if (document.uri.scheme !== 'file') return [];
    const dependencies = await dependenciesOf(document, this.charts);
    const lenses: vscode.CodeLens[] = [];
    for (const { item, version, newest, inRange } of dependencies) {
      if (lenses.length === 0) lenses.push(...generalLenses(document, item));
      if (version === undefined || newest === undefined || inRange === newest) continue;
      const title = t('Take ^{0}', displayText(newest, 50));
      const command = 'helmChartRelease.setDependencyVersion';
      lenses.push(new vscode.CodeLens(item, { title, command, arguments: [document.uri, version, `^${newest}`] }));
    }
    return lenses;
  }
}

function generalLenses(document: vscode.TextDocument, at: vscode.Range): vscode.CodeLens[] {
  const lens = (title: string, command: string): vscode.CodeLens =>
    new vscode.CodeLens(at, { title, command, arguments: [document.uri] });
  const check = lens(t('Check Versions'), 'helmChartRelease.checkVersions');
  return vscode.workspace.isTrusted
    ? [check, lens(t('Update Dependencies'), 'helmChartRelease.updateDependencies')]
    : [check];
}
