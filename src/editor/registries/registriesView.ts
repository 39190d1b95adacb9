import * as vscode from 'vscode';
import type { CommandMap } from '../commandMap';
import type { RegistriesTree } from './registriesTree';
import { isMoreNode } from './registryNodes';
import { hasBadRange, parseSearch } from './registrySearch';

const searching = 'helmChartRelease.registriesSearched';

/** The view, what narrows it, and the row that shows more. */
export class RegistriesView implements vscode.Disposable {
  readonly #view: vscode.TreeView<unknown>;

  constructor(private readonly tree: RegistriesTree) {
    this.#view = vscode.window.createTreeView('helmChartRelease.registries', { treeDataProvider: tree });
  }

  get commands(): Pick<
    CommandMap,
    | 'helmChartRelease.searchRegistries'
    | 'helmChartRelease.clearRegistrySearch'
    | 'helmChartRelease.showMoreVersions'
    | 'helmChartRelease.refreshRegistries'
  > {
    return {
      'helmChartRelease.searchRegistries': async text => {
        const typed = typeof text === 'string' ? text : await this.#ask();
        if (typed !== undefined) await this.#narrow(typed);
      },
      'helmChartRelease.clearRegistrySearch': () => this.#narrow(''),
      'helmChartRelease.showMoreVersions': async target => {
        if (isMoreNode(target)) this.tree.showMore(target);
      },
      'helmChartRelease.refreshRegistries': async () => {
        this.tree.refresh();
      },
    };
  }

  async #ask(): Promise<string | undefined> {
    return vscode.window.showInputBox({
      title: vscode.l10n.t('Search Registries'),
      prompt: vscode.l10n.t('A part of the name, then a version or range as Helm takes it. Empty shows all.'),
      placeHolder: 'web ^1.2',
      value: this.tree.search?.text ?? '',
      validateInput: text =>
        hasBadRange(text) ? vscode.l10n.t('What follows the name is no version or range.') : undefined,
    });
  }

  async #narrow(text: string): Promise<void> {
    const search = parseSearch(text);
    this.tree.narrow(search);
    // The property cannot be unset otherwise.
    this.#view.message = search === undefined ? '' : vscode.l10n.t('Only what fits: {0}', search.text);
    await vscode.commands.executeCommand('setContext', searching, search !== undefined);
    await vscode.commands.executeCommand('helmChartRelease.registries.focus');
  }

  dispose(): void {
    this.#view.dispose();
  }
}
