import { dirname, join, resolve } from 'node:path';
import * as vscode from 'vscode';
import { fieldsAt } from '../../core/language/chartFields';
import type { FieldHelp } from '../../core/language/chartFields';
import { placeAt } from '../../core/language/yamlPath';
import { artifactHubAnnotations } from '../../core/lint/artifactHubShapes';
import { spdxLicenses } from '../../core/lint/spdxLicenses';
import { fieldEntry, fieldItems, fieldText } from '../../core/chart/yamlFields';
import type { YamlMap, YamlNode } from '../../core/yaml/goYaml';
import { parseGoYaml } from '../../core/yaml/goYaml';
import { keyText } from '../../core/yaml/plainValue';
import { stringifyScalar } from '../../core/yaml/scalar';
import type { TextRange } from '../../core/findings';
import { displayText } from '../../util/displayText';
import { isSameUrl } from '../../core/repository/sameUrl';
import { withoutSecrets } from '../../core/repository/repositoriesFile';
import type { KnownCharts } from './knownCharts';
import { configuredRegistries } from '../config';
import type { WorkspaceCharts } from '../charts/workspaceCharts';

const t = vscode.l10n.t;

function rangeOf(document: vscode.TextDocument, { start, end }: TextRange): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}

function rootOf(document: vscode.TextDocument): YamlMap | undefined {
  const { root } = parseGoYaml(document.getText());
  return root?.kind === 'map' ? root : undefined;
}

export class ChartYamlHover implements vscode.HoverProvider {
  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const place = placeAt(document.getText(), document.offsetAt(position));
    const known = fieldsAt(place.path);
    const field = known !== undefined && Object.hasOwn(known, place.key) ? known[place.key] : undefined;
    const annotation = place.path[0] === 'annotations' ? artifactHubAnnotations[place.key] : undefined;
    const meaning = field?.meaning ?? annotation?.meaning;
    if (meaning === undefined || place.key === '') return undefined;
    const lines = [`**${place.key}**${field?.required === true ? ` (${t('required')})` : ''}`, t(meaning)];
    if (field?.values !== undefined) lines.push(field.values.map(value => `\`${value}\``).join(' · '));
    if (annotation !== undefined) lines.push('[Artifact Hub](https://artifacthub.io/docs/topics/annotations/helm/)');
    const range = rangeOf(document, { start: place.keyStart, end: place.keyEnd });
    return new vscode.Hover(new vscode.MarkdownString(lines.join('\n\n')), range);
  }
}

/** Names, ranges and addresses come from the charts of the workspace and from cached indexes: nothing is asked of the network. */
export class ChartYamlCompletion implements vscode.CompletionItemProvider {
  constructor(
    private readonly charts: WorkspaceCharts,
    private readonly known: KnownCharts,
  ) {}

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.CompletionItem[]> {
    const text = document.getText();
    const place = placeAt(text, document.offsetAt(position));
    if (place.value !== undefined && place.inValue) return this.#values(document, position, place.path, place.key);
    if (place.inValue && place.path.at(-1) === 'keywords') return this.#keywords();
    const present = presentKeys(document, position.line, place.indent);
    if (place.path[0] === 'annotations' && place.path.length === 1) return annotationItems(present);
    const fields = fieldsAt(place.path);
    if (fields === undefined) return [];
    return Object.entries(fields)
      .filter(([name]) => !present.has(name))
      .map(([name, help]) => fieldItem(name, help));
  }

  async #values(
    document: vscode.TextDocument,
    position: vscode.Position,
    path: readonly string[],
    key: string,
  ): Promise<vscode.CompletionItem[]> {
    const value = (label: string, detail?: string): vscode.CompletionItem => {
      const item = new vscode.CompletionItem(label, vscode.CompletionItemKind.Value);
      if (detail !== undefined) item.detail = displayText(detail, 200);
      return item;
    };
    if (path[0] === 'annotations') return annotationValues(key).map(label => value(label));
    if (path[0] === 'dependencies') {
      const others = (await this.charts.all()).filter(chart => chart.directory !== dirname(document.uri.fsPath));
      const known = others.flatMap(({ metadata, directory }) =>
        metadata === undefined ? [] : [{ metadata, directory }],
      );
      const dependency = siblingsAt(document, position);
      if (key === 'name')
        return [
          ...known.map(({ metadata }) => value(metadata.name, metadata.description)),
          ...(await this.#publishedNames(dependency.repository)).map(([name, where]) => value(name, where)),
        ];
      if (key === 'version') {
        const versions = (await this.known.knownFor(document.getText())).versionsOf(
          dependency.repository,
          dependency.name,
        );
        if (versions !== undefined && versions.length > 0) return versionItems(versions);
        const beside = known.filter(({ metadata }) => dependency.name === '' || metadata.name === dependency.name);
        return beside.map(({ metadata }) => value(`^${metadata.version}`, metadata.name));
      }
      if (key === 'repository') {
        const own = document.uri.path.split('/').slice(0, -1);
        const paths = known.map(({ metadata, directory }) =>
          value(`file://${relativePath(own, vscode.Uri.file(directory).path.split('/'))}`, metadata.name),
        );
        const repositories = (await this.known.repositories()).map(({ entry }) =>
          value(withoutSecrets(entry.url), entry.name),
        );
        return [...repositories, ...configuredRegistries().map(each => value(each)), ...paths, value('oci://')];
      }
    }
    return (fieldsAt(path)?.[key]?.values ?? []).map(label => value(label));
  }

  /** Names of charts with where they are: of the repository that is named already, or of all. */
  async #publishedNames(repository: string): Promise<readonly (readonly [string, string])[]> {
    const cached = await this.known.repositories();
    const chosen = cached.filter(({ entry }) => isSameUrl(entry.url, repository) || repository === `@${entry.name}`);
    const shown = chosen.length > 0 ? chosen : cached;
    return shown.flatMap(({ entry, catalog }) =>
      Object.keys(catalog?.charts ?? {}).map(name => [name, entry.name] as const),
    );
  }

  async #keywords(): Promise<vscode.CompletionItem[]> {
    const words = (await this.charts.all()).flatMap(chart => chart.metadata?.keywords ?? []);
    return [...new Set(words)].map(word => new vscode.CompletionItem(word, vscode.CompletionItemKind.Value));
  }
}

/** The newest first, as a range and as it is; the order of the repository stays. */
function versionItems(versions: readonly string[]): vscode.CompletionItem[] {
  const [newest] = versions;
  const labels = [...(newest === undefined ? [] : [`^${newest}`, `~${newest}`]), ...versions.slice(0, 200)];
  return labels.map((label, index) => {
    const item = new vscode.CompletionItem(label, vscode.CompletionItemKind.Value);
    item.sortText = String(index).padStart(4, '0');
    item.filterText = label;
    return item;
  });
}

/** What the dependency around a place says so far, read by lines: the text may be no YAML yet. */
function siblingsAt(document: vscode.TextDocument, position: vscode.Position): { name: string; repository: string } {
  const found = { name: '', repository: '' };
  for (const step of [-1, 1]) {
    for (let at = step === -1 ? position.line : position.line + 1; at >= 0 && at < document.lineCount; at += step) {
      const text = document.lineAt(at).text;
      const opens = /^\s*-\s/.test(text);
      if (opens && step === 1) break;
      const [, key, value = ''] = /^\s*(?:-\s+)?(name|repository):\s*["']?([^"'#\s]*)/.exec(text) ?? [];
      if (key === 'name' || key === 'repository') found[key] = value;
      if (opens || /^\S/.test(text)) break;
    }
  }
  return found;
}

function relativePath(from: readonly string[], to: readonly string[]): string {
  let shared = 0;
  while (shared < from.length && from[shared] === to[shared]) shared++;
  return [...from.slice(shared).map(() => '..'), ...to.slice(shared)].join('/');
}

/** Keys that the map around already has: lines of the same indentation, up and down to the next item or smaller one. */
function presentKeys(document: vscode.TextDocument, line: number, indent: number): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const step of [-1, 1]) {
    for (let at = line + step; at >= 0 && at < document.lineCount; at += step) {
      const text = document.lineAt(at).text;
      const match = /^([ \t]*(?:- +)?)([^\s:#][^:]*):/.exec(text);
      const own = match?.[1]?.length ?? text.length - text.trimStart().length;
      if (text.trim() === '' || own > indent) continue;
      const opens = match?.[1]?.includes('-') === true;
      if (own < indent || (opens && step === 1)) break;
      if (match !== null) keys.add(match[2] ?? '');
      if (opens) break;
    }
  }
  return keys;
}

function fieldItem(name: string, help: FieldHelp): vscode.CompletionItem {
  const item = new vscode.CompletionItem(name, vscode.CompletionItemKind.Property);
  item.detail = t(help.type);
  item.documentation = t(help.meaning);
  item.sortText = `${help.required === true ? '0' : '1'}${name}`;
  const nested = help.type === 'texts' || help.type === 'list' ? '\n  - $0' : help.type === 'map' ? '\n  $0' : ' $0';
  const choice = help.values === undefined ? undefined : ` \${1|${help.values.join(',')}|}`;
  const example = help.example === undefined ? undefined : ` \${1:${help.example.replaceAll('}', '\\}')}}`;
  item.insertText = new vscode.SnippetString(`${name}:${choice ?? example ?? nested}`);
  return item;
}

function annotationItems(present: ReadonlySet<string>): vscode.CompletionItem[] {
  return Object.entries(artifactHubAnnotations)
    .filter(([name]) => !present.has(name))
    .map(([name, { shape, meaning, example }]) => {
      const item = new vscode.CompletionItem(name, vscode.CompletionItemKind.Property);
      item.documentation = t(meaning);
      const isBlock = shape.kind === 'list' || shape.kind === 'map';
      const body = isBlock ? ` |\n  ${example.replaceAll('\n', '\n  ')}` : ` \${1:${example}}`;
      item.insertText = new vscode.SnippetString(`${name}:${body}`);
      return item;
    });
}

function annotationValues(key: string): readonly string[] {
  const shape = artifactHubAnnotations[key]?.shape;
  if (shape?.kind === 'boolean') return ['"true"', '"false"'];
  if (shape?.kind === 'choice') return shape.of;
  return shape?.kind === 'licence' ? spdxLicenses : [];
}

export class ChartYamlSymbols implements vscode.DocumentSymbolProvider {
  provideDocumentSymbols(document: vscode.TextDocument): vscode.DocumentSymbol[] {
    const root = rootOf(document);
    return root === undefined ? [] : symbolsOf(document, root);
  }
}

function symbolsOf(document: vscode.TextDocument, node: YamlNode): vscode.DocumentSymbol[] {
  if (node.kind === 'map') {
    return node.entries
      .filter(entry => !entry.merged)
      .map(({ key, value }) => {
        const detail = value.kind === 'scalar' ? displayText(stringifyScalar(value.value), 80) : '';
        return symbol(document, keyText(key), detail, vscode.SymbolKind.Field, key.range, value);
      });
  }
  if (node.kind !== 'list') return [];
  return node.items.map((item, index) => {
    const name =
      item.kind === 'map' ? fieldText(item, 'name') : item.kind === 'scalar' ? stringifyScalar(item.value) : '';
    const version = item.kind === 'map' ? fieldText(item, 'version') : '';
    return symbol(document, name === '' ? `[${index}]` : name, version, vscode.SymbolKind.Object, item.range, item);
  });
}

function symbol(
  document: vscode.TextDocument,
  name: string,
  detail: string,
  kind: vscode.SymbolKind,
  at: TextRange,
  value: YamlNode,
): vscode.DocumentSymbol {
  const whole = rangeOf(document, {
    start: Math.min(at.start, value.range.start),
    end: Math.max(at.end, value.range.end),
  });
  const made = new vscode.DocumentSymbol(
    displayText(name, 100) || '?',
    detail,
    kind,
    whole,
    rangeOf(document, at).intersection(whole) ?? whole,
  );
  made.children = symbolsOf(document, value);
  return made;
}

/** `file://` dependencies lead to the other Chart.yaml; home, sources, icon and repositories to their address. */
export class ChartYamlLinks implements vscode.DocumentLinkProvider {
  provideDocumentLinks(document: vscode.TextDocument): vscode.DocumentLink[] {
    const root = rootOf(document);
    if (root === undefined) return [];
    const values = [
      ...['home', 'icon'].map(name => fieldEntry(root, name)?.value),
      ...fieldItems(root, 'sources'),
      ...fieldItems(root, 'maintainers').map(item =>
        item.kind === 'map' ? fieldEntry(item, 'url')?.value : undefined,
      ),
      ...fieldItems(root, 'dependencies').map(item =>
        item.kind === 'map' ? fieldEntry(item, 'repository')?.value : undefined,
      ),
    ];
    return values.flatMap(value => {
      const target =
        value?.kind === 'scalar' && typeof value.value === 'string' ? this.#target(document, value.value) : undefined;
      return target === undefined || value === undefined
        ? []
        : [new vscode.DocumentLink(rangeOf(document, value.range), target)];
    });
  }

  #target(document: vscode.TextDocument, text: string): vscode.Uri | undefined {
    if (/^https?:\/\//i.test(text)) return vscode.Uri.parse(text);
    if (!text.startsWith('file://') || document.uri.scheme !== 'file') return undefined;
    return vscode.Uri.file(join(resolve(dirname(document.uri.fsPath), text.slice('file://'.length)), 'Chart.yaml'));
  }
}

export class ChartYamlLenses implements vscode.CodeLensProvider {
  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const root = rootOf(document);
    if (root === undefined || document.uri.scheme !== 'file') return [];
    const version = fieldEntry(root, 'version');
    if (version === undefined) return [];
    const range = rangeOf(document, version.key.range);
    const lens = (title: string, command: string): vscode.CodeLens =>
      new vscode.CodeLens(range, { title, command, arguments: [document.uri] });
    const lenses = [
      lens(t('Package'), 'helmChartRelease.packageChart'),
      lens(t('Verify'), 'helmChartRelease.verifyPackage'),
      lens(t('Release'), 'helmChartRelease.releaseChart'),
      lens(t('Bump'), 'helmChartRelease.bumpVersion'),
      lens(t('What Ships'), 'helmChartRelease.whatShips'),
    ];
    return vscode.workspace.isTrusted
      ? lenses
      : lenses.filter(each => each.command?.title === t('Verify') || each.command?.title === t('What Ships'));
  }
}

export class ChartYamlFolding implements vscode.FoldingRangeProvider {
  provideFoldingRanges(document: vscode.TextDocument): vscode.FoldingRange[] {
    const ranges: vscode.FoldingRange[] = [];
    const visit = (node: YamlNode, from: number): void => {
      const end = document.positionAt(trimmedEnd(document.getText(), node.range)).line;
      const start = document.positionAt(from).line;
      if (end > start) ranges.push(new vscode.FoldingRange(start, end));
      if (node.kind === 'map')
        for (const entry of node.entries) if (!entry.merged) visit(entry.value, entry.key.range.start);
      if (node.kind === 'list') for (const item of node.items) visit(item, item.range.start);
    };
    for (const entry of rootOf(document)?.entries ?? []) visit(entry.value, entry.key.range.start);
    return ranges;
  }
}

function trimmedEnd(text: string, { start, end }: TextRange): number {
  return start + text.slice(start, end).trimEnd().length;
}
