import * as vscode from 'vscode';
import { checkKnownVersions } from '../../core/lint/checkKnownVersions';
import { quietContext } from '../../core/context';
import type { KnownCharts } from '../language/knownCharts';
import { kindOf } from './documents';
import type { ExtraCheck } from './linter';

/** A Chart.yaml against what caches know of published charts. */
export function knownCheck(known: KnownCharts): ExtraCheck {
  return (document, kind) => {
    if (kind !== 'chartYaml') return undefined;
    const text = document.getText();
    return known.knownFor(text).then(versions => checkKnownVersions(text, versions));
  };
}

/** With the setting for it, asks for the versions of dependencies when a Chart.yaml is opened. A failure is silent: nobody asked by hand. */
export function askWhenOpened(known: KnownCharts): vscode.Disposable {
  return vscode.workspace.onDidOpenTextDocument(document => {
    if (kindOf(document) !== 'chartYaml' || document.uri.scheme !== 'file') return;
    const settings = vscode.workspace.getConfiguration('helmChartRelease.lint', document.uri);
    if (settings.get<boolean>('askForVersions') !== true) return;
    known.ask(document.getText(), quietContext).catch(() => undefined);
  });
}
