import * as vscode from 'vscode';
import { formatYaml } from '../../core/language/formatYaml';
import type { TrustedKeys } from '../../workflows/ports';
import type { ShipPorts } from '../../workflows/listShipped';
import type { WorkspaceCharts } from '../charts/workspaceCharts';
import {
  ChartYamlCompletion,
  ChartYamlFolding,
  ChartYamlHover,
  ChartYamlLenses,
  ChartYamlLinks,
  ChartYamlSymbols,
} from './chartYamlLanguage';
import type { KnownCharts } from './knownCharts';
import { DependencyLenses, VersionHints } from './versionHints';
import { HelmignoreHover } from './helmignoreHover';
import { ProvenanceHover, ProvenanceLenses, ProvenanceSymbols } from './provenanceLanguage';

const chartYaml: vscode.DocumentSelector = [
  { pattern: '**/Chart.yaml' },
  { scheme: 'untitled', pattern: '**/Chart.yaml' },
];
const formatted: vscode.DocumentSelector = [{ pattern: '**/{Chart.yaml,Chart.lock}' }];
const provenance: vscode.DocumentSelector = [{ language: 'helm-provenance' }, { pattern: '**/*.prov' }];

/** Help while writing. Where the YAML extension is active it shows symbols, folding and formatting already. */
export function registerLanguage(
  charts: WorkspaceCharts,
  ports: ShipPorts,
  known: KnownCharts,
  keyring: Pick<TrustedKeys, 'keys'>,
): vscode.Disposable {
  const { languages } = vscode;
  return vscode.Disposable.from(
    languages.registerHoverProvider(chartYaml, new ChartYamlHover()),
    languages.registerCompletionItemProvider(chartYaml, new ChartYamlCompletion(charts, known), ':', ' ', '/'),
    languages.registerDocumentLinkProvider(chartYaml, new ChartYamlLinks()),
    languages.registerCodeLensProvider(chartYaml, new ChartYamlLenses()),
    languages.registerCodeLensProvider(chartYaml, new DependencyLenses(known)),
    languages.registerInlayHintsProvider(chartYaml, new VersionHints(known)),
    languages.registerDocumentSymbolProvider(chartYaml, unlessYamlExtension(new ChartYamlSymbols())),
    languages.registerFoldingRangeProvider(chartYaml, new ChartYamlFolding()),
    languages.registerDocumentFormattingEditProvider(formatted, { provideDocumentFormattingEdits: format }),
    languages.registerHoverProvider({ pattern: '**/.helmignore' }, new HelmignoreHover(ports)),
    languages.registerDocumentSymbolProvider(provenance, new ProvenanceSymbols()),
    languages.registerHoverProvider(provenance, new ProvenanceHover(keyring)),
    languages.registerCodeLensProvider(provenance, new ProvenanceLenses()),
  );
}

function unlessYamlExtension(provider: vscode.DocumentSymbolProvider): vscode.DocumentSymbolProvider {
  return {
    provideDocumentSymbols: (document, token) =>
      vscode.extensions.getExtension('redhat.vscode-yaml')?.isActive === true
        ? []
        : provider.provideDocumentSymbols(document, token),
  };
}

function format(document: vscode.TextDocument): vscode.TextEdit[] {
  const before = document.getText();
  const after = formatYaml(before);
  if (after === undefined || after === before) return [];
  const whole = new vscode.Range(document.positionAt(0), document.positionAt(before.length));
  return [vscode.TextEdit.replace(whole, after)];
}
