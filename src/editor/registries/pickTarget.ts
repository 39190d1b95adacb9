import * as vscode from 'vscode';
import { ChartReleaseError } from '../../core/errors';
import { parseTarget } from '../../core/registry/reference';
import { addConfiguredRegistry, configuredRegistries } from '../config';
import type { Host } from '../host';
import { badReferenceText } from './registryMessages';

interface TargetItem extends vscode.QuickPickItem {
  readonly choose: () => Promise<string | undefined>;
}

/** Where to push: `oci://host/path`. A single known registry is still asked for, since pushing leaves the machine. */
export async function pickTarget(host: Host, title: string): Promise<string | undefined> {
  const local = host.localRegistry.target;
  const items: TargetItem[] = [
    ...(local === undefined
      ? []
      : [
          {
            label: `$(server-process) ${local}`,
            description: vscode.l10n.t('local, for trying out'),
            choose: () => Promise.resolve(local),
          },
        ]),
    ...configuredRegistries().map(target => ({ label: `$(cloud) ${target}`, choose: () => Promise.resolve(target) })),
    ...(local === undefined
      ? [
          {
            label: `$(debug-start) ${vscode.l10n.t('Start the local registry')}`,
            description: vscode.l10n.t('on this machine, for trying out'),
            choose: () => host.localRegistry.start(),
          },
        ]
      : []),
    { label: `$(add) ${vscode.l10n.t('Add a registry')}`, choose: () => askRegistry(title) },
  ];
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder: vscode.l10n.t('Which registry?') });
  return picked?.choose();
}

/** Asks for an address and keeps it in the user's settings. */
export async function askRegistry(title: string): Promise<string | undefined> {
  const target = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t(
      "Address of the registry, without the chart's name: a chart web is pushed to oci://host/path/web",
    ),
    placeHolder: 'oci://registry.example.com/charts',
    ignoreFocusOut: true,
    validateInput: text => targetProblem(text.trim()),
  });
  if (target === undefined) return undefined;
  await addConfiguredRegistry(target.trim());
  return target.trim();
}

function targetProblem(text: string): string | undefined {
  try {
    parseTarget(text);
    return undefined;
  } catch (error) {
    return ChartReleaseError.is(error, 'registry.badReference')
      ? vscode.l10n.t(
          'An address such as oci://registry.example.com/charts: {0}',
          badReferenceText(error.details.reason),
        )
      : String(error);
  }
}
