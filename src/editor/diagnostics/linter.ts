import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { Finding } from '../../core/findings';
import type { ChartFacts } from '../../core/lint/chartFacts';
import { checkChartYamlIn } from '../../core/lint/chartFacts';
import type { LintedFile } from '../../core/lint/chartFolder';
import { checkChartFolder } from '../../core/lint/checkChartFolder';
import { checkHelmignore } from '../../core/lint/checkHelmignore';
import { checkLockFile } from '../../core/lint/checkLock';
import { checkValuesFile } from '../../core/lint/checkValues';
import { withoutIgnored } from '../../core/lint/ignoreComments';
import { lintChartYaml } from '../../core/lint/lintChartYaml';
import { applySettings } from '../../core/lint/settings';
import { encodeUtf8 } from '../../util/bytes';
import { debounce } from '../../util/debounce';
import { LineIndex } from '../../util/lineIndex';
import type { LintPorts } from '../../workflows/lintChart';
import { readChartFolder } from '../../workflows/lintChart';
import type { LintedKind } from './documents';
import { kindOf } from './documents';
import { toDiagnostic } from './findings';
import { isLeftToYamlExtension, lintSettingsFor, onDidChangeLintSettings } from './lintConfig';

/** After the last key, before anything is checked. */
const settleMs = 200;
/** After the last change on disk, before a chart's folder is read again. */
const folderSettleMs = 400;

/** Files that the folder around them says something about: Chart.yaml, and values.yaml by its schema. */
const folderFiles: Readonly<Partial<Record<LintedKind, LintedFile>>> = {
  chartYaml: 'Chart.yaml',
  chartLock: 'Chart.lock',
  values: 'values.yaml',
};

/** What was found in a document, and in which version of it. */
export interface LintedDocument {
  readonly version: number;
  readonly text: string;
  readonly findings: readonly Finding[];
}

/** Finds more in a document than its text alone says, such as the digest of a file beside it. */
export type ExtraCheck = (document: vscode.TextDocument, kind: LintedKind) => Promise<readonly Finding[]> | undefined;

/**
 * Problems of open documents: the text at once after typing, the folder around a chart when something in it changes.
 * Results of an older version of a document are dropped.
 */
export class Linter implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('helm-chart');
  readonly #changed = new vscode.EventEmitter<vscode.TextDocument>();
  /** Fires when a document's findings are known. */
  readonly onDidLint = this.#changed.event;
  readonly #linted = new Map<string, LintedDocument>();
  readonly #pending = new Map<string, ReturnType<typeof debounce>>();
  readonly #facts = new Map<string, ChartFacts>();
  readonly #extra: ExtraCheck[] = [];
  readonly #disposables: vscode.Disposable[] = [];
  readonly #abort = new AbortController();

  constructor(private readonly ports: LintPorts) {
    const watcher = vscode.workspace.createFileSystemWatcher(
      '**/{Chart.lock,Chart.yaml,.helmignore,values.yaml,values.schema.json,charts/**,crds/**}',
    );
    const folderChanged = debounce(() => {
      this.#facts.clear();
      this.lintAll();
    }, folderSettleMs);
    this.#disposables.push(
      watcher,
      watcher.onDidChange(folderChanged),
      watcher.onDidCreate(folderChanged),
      watcher.onDidDelete(folderChanged),
      { dispose: folderChanged.cancel },
      vscode.workspace.onDidOpenTextDocument(document => {
        this.lintSoon(document);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.lintSoon(document);
      }),
      vscode.workspace.onDidCloseTextDocument(document => {
        this.#forget(document);
      }),
      onDidChangeLintSettings(() => {
        this.lintAll();
      }),
    );
    this.lintAll();
  }

  addCheck(check: ExtraCheck): void {
    this.#extra.push(check);
  }

  lintAll(): void {
    for (const document of vscode.workspace.textDocuments) this.lintSoon(document);
  }

  lintSoon(document: vscode.TextDocument): void {
    if (kindOf(document) === undefined) return;
    const key = document.uri.toString();
    const run = this.#pending.get(key) ?? debounce(() => void this.#lint(document), settleMs);
    this.#pending.set(key, run);
    run();
  }

  /** What is known of a document; `undefined` while its present version was not checked. */
  of(document: vscode.TextDocument): LintedDocument | undefined {
    const linted = this.#linted.get(document.uri.toString());
    return linted?.version === document.version ? linted : undefined;
  }

  /** The facts of the folder of a Chart.yaml, once they were read. */
  factsOf(document: vscode.TextDocument): ChartFacts | undefined {
    return this.#facts.get(dirname(document.uri.fsPath));
  }

  async #lint(document: vscode.TextDocument): Promise<void> {
    const kind = kindOf(document);
    if (kind === undefined || document.isClosed) return;
    const { version } = document;
    const text = document.getText();
    const findings = this.#check(document, kind, text);
    this.#publish(document, text, version, findings);
    const more = [this.#folderCheck(document, kind, text), ...this.#extra.map(check => check(document, kind))];
    const asked = more.filter(check => check !== undefined);
    if (asked.length === 0) return;
    const extra = (await Promise.all(asked)).flat();
    if (document.isClosed || document.version !== version) return;
    this.#publish(document, text, version, [...this.#check(document, kind, text), ...extra]);
  }

  #check(document: vscode.TextDocument, kind: LintedKind, text: string): readonly Finding[] {
    switch (kind) {
      case 'chartYaml': {
        const facts = document.uri.scheme === 'file' ? this.factsOf(document) : undefined;
        return facts === undefined ? lintChartYaml(text) : checkChartYamlIn(facts, text);
      }
      case 'helmignore':
        return checkHelmignore(text);
      case 'chartLock':
        return checkLockFile(text, openText(document, 'Chart.yaml'));
      case 'values':
        return isBesideChart(document) ? checkValuesFile(encodeUtf8(text)) : [];
      default:
        return [];
    }
  }

  /** Reads the folder of a chart once; what it says of this document comes with the next `#check`. */
  #folderCheck(document: vscode.TextDocument, kind: LintedKind, text: string): Promise<readonly Finding[]> | undefined {
    const name = folderFiles[kind];
    if (document.uri.scheme !== 'file' || name === undefined) return undefined;
    const directory = dirname(document.uri.fsPath);
    if (kind === 'chartYaml' && this.#facts.has(directory)) return undefined;
    return this.#readFolder(directory, name, text);
  }

  async #readFolder(directory: string, name: LintedFile, text: string): Promise<readonly Finding[]> {
    try {
      const open = new Map([[name, encodeUtf8(text)]]);
      const folder = await readChartFolder(this.ports, directory, this.#abort.signal, open);
      const { facts, files } = checkChartFolder(folder);
      this.#facts.set(directory, facts);
      return name === 'Chart.yaml' ? [] : (files.find(file => file.path === name)?.findings ?? []);
    } catch {
      return []; // the folder went away, or cannot be read: the text was checked
    }
  }

  #publish(document: vscode.TextDocument, text: string, version: number, all: readonly Finding[]): void {
    const known = withoutIgnored(text, distinct(all));
    const findings = applySettings(known, lintSettingsFor(document.uri)).filter(
      finding => !isLeftToYamlExtension(finding.code, document),
    );
    const lines = new LineIndex(text);
    this.#linted.set(document.uri.toString(), { version, text, findings });
    this.#collection.set(
      document.uri,
      findings.map(finding => toDiagnostic(finding, lines)),
    );
    this.#changed.fire(document);
  }

  #forget(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    this.#pending.get(key)?.cancel();
    this.#pending.delete(key);
    this.#linted.delete(key);
    this.#collection.delete(document.uri);
  }

  dispose(): void {
    this.#abort.abort();
    for (const run of this.#pending.values()) run.cancel();
    for (const disposable of this.#disposables) disposable.dispose();
    this.#collection.dispose();
    this.#changed.dispose();
  }
}

function distinct(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Map(
    findings.map(finding => [`${finding.code} ${finding.range.start} ${JSON.stringify(finding.args)}`, finding]),
  );
  return [...seen.values()];
}

function openText(document: vscode.TextDocument, name: string): string | undefined {
  const uri = vscode.Uri.joinPath(document.uri, '..', name).toString();
  return vscode.workspace.textDocuments.find(each => each.uri.toString() === uri)?.getText();
}

/** Other things are called values.yaml as well; a chart's stands beside a Chart.yaml that is open or known. */
function isBesideChart(document: vscode.TextDocument): boolean {
  return openText(document, 'Chart.yaml') !== undefined;
}
