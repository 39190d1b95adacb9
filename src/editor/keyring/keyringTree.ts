import * as vscode from 'vscode';
import { expiryStage } from '../../core/provenance/keyExpiry';
import type { EditorKey, KeyringStore } from './keyringStore';
import { isOwn } from './keyringStore';
import {
  expiryText,
  formatDate,
  formatFingerprint,
  helmReadability,
  keyName,
  privatePartText,
  scopeText,
} from './keyText';

type Group = 'signing' | 'trusted' | 'known';

export type KeyringNode =
  | { readonly kind: 'group'; readonly group: Group; readonly keys: readonly EditorKey[] }
  | { readonly kind: 'key'; readonly key: EditorKey }
  | {
      readonly kind: 'fact';
      readonly id: string;
      readonly label: string;
      readonly value: string;
      readonly icon: string;
    };

/** Signing keys, trusted keys, and keys that are known but not trusted; each opens to what it is. */
export class KeyringTree implements vscode.TreeDataProvider<KeyringNode>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<KeyringNode | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #subscription: vscode.Disposable;

  constructor(private readonly store: KeyringStore) {
    this.#subscription = store.onDidChange(() => {
      this.#changed.fire(undefined);
    });
  }

  async getChildren(node?: KeyringNode): Promise<KeyringNode[]> {
    if (node === undefined) return groups(await this.store.keys());
    if (node.kind === 'group') return node.keys.map(key => ({ kind: 'key', key }));
    return node.kind === 'key' ? facts(node.key) : [];
  }

  getTreeItem(node: KeyringNode): vscode.TreeItem {
    switch (node.kind) {
      case 'group':
        return groupItem(node.group);
      case 'key':
        return keyItem(node.key);
      case 'fact': {
        const item = new vscode.TreeItem(node.label);
        item.id = node.id;
        item.description = node.value;
        item.iconPath = new vscode.ThemeIcon(node.icon);
        item.contextValue = 'fact;';
        item.tooltip = `${node.label}: ${node.value}`;
        item.accessibilityInformation = { label: `${node.label}: ${node.value}` };
        return item;
      }
    }
  }

  /** What the rows say depends on the time, too. */
  refresh(): void {
    this.#changed.fire(undefined);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }
}

function groups(keys: readonly EditorKey[]): KeyringNode[] {
  const signing = keys.filter(isOwn);
  const trusted = keys.filter(key => !isOwn(key) && key.trusted);
  const known = keys.filter(key => !isOwn(key) && !key.trusted);
  const all: readonly { readonly group: Group; readonly keys: readonly EditorKey[] }[] = [
    { group: 'signing', keys: signing },
    { group: 'trusted', keys: trusted },
    { group: 'known', keys: known },
  ];
  return all.filter(({ keys }) => keys.length > 0).map(group => ({ kind: 'group', ...group }));
}

function groupItem(group: Group): vscode.TreeItem {
  const [label, icon] = {
    signing: [vscode.l10n.t('Signing keys'), 'key'],
    trusted: [vscode.l10n.t('Trusted keys'), 'verified'],
    known: [vscode.l10n.t('Known, not trusted'), 'unverified'],
  }[group] as [string, string];
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Expanded);
  item.id = `group:${group}`;
  item.contextValue = `group;${group}`;
  item.iconPath = new vscode.ThemeIcon(icon);
  return item;
}

function keyItem(key: EditorKey): vscode.TreeItem {
  const { info, trusted, privatePart } = key;
  const item = new vscode.TreeItem(keyName(info), vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `key:${info.fingerprint}`;
  const state = info.revoked ? 'revoked' : 'usable';
  item.contextValue = `key;${privatePart};${state};${trusted ? 'trusted' : 'untrusted'}`;
  const lost = privatePart === 'lost' ? [vscode.l10n.t('private part lost')] : [];
  item.description = [info.algorithm, expiryText(info, Date.now()), ...lost].join(', ');
  item.iconPath = new vscode.ThemeIcon(iconOf(key));
  item.command = {
    command: 'helmChartRelease.showKey',
    title: vscode.l10n.t('Show Key'),
    arguments: [info.fingerprint],
  };
  item.tooltip = [keyName(info), formatFingerprint(info.fingerprint), helmReadability(info)].join('\n');
  item.accessibilityInformation = {
    label: `${keyName(info)}, ${item.description}, ${trusted ? vscode.l10n.t('trusted {0}', scopeText(key.scopes ?? [])) : vscode.l10n.t('not trusted')}`,
  };
  return item;
}

function iconOf({ info, trusted, privatePart }: EditorKey): string {
  if (info.revoked) return 'error';
  if (privatePart === 'lost' || expiryStage(info, Date.now()) !== undefined) return 'warning';
  if (privatePart !== 'nowhere') return 'key';
  return trusted ? 'verified' : 'unverified';
}

function facts({ info, trusted, scopes = [], privatePart }: EditorKey): KeyringNode[] {
  const rows: readonly (readonly [string, string, string, string])[] = [
    ['fingerprint', vscode.l10n.t('Fingerprint'), formatFingerprint(info.fingerprint), 'symbol-key'],
    ['algorithm', vscode.l10n.t('Algorithm'), info.algorithm, 'symbol-constant'],
    ['created', vscode.l10n.t('Created'), formatDate(info.createdAtSeconds), 'calendar'],
    ['expiry', vscode.l10n.t('Validity'), expiryText(info, Date.now()), 'watch'],
    ['helm', vscode.l10n.t('Helm'), helmReadability(info), 'info'],
    [
      'trust',
      vscode.l10n.t('Trust'),
      trusted ? vscode.l10n.t('trusted {0}', scopeText(scopes)) : vscode.l10n.t('not trusted'),
      trusted ? 'verified' : 'unverified',
    ],
    ['private', vscode.l10n.t('Private key'), privatePartText(privatePart), 'lock'],
  ];
  const subkeys = info.subkeys.map((subkey): readonly [string, string, string, string] => [
    `subkey:${subkey.fingerprint}`,
    subkey.canSign ? vscode.l10n.t('Signing subkey') : vscode.l10n.t('Subkey'),
    `${subkey.algorithm} ${formatFingerprint(subkey.fingerprint)}`,
    'symbol-key',
  ]);
  return [...rows, ...subkeys].map(([id, label, value, icon]) => ({
    kind: 'fact',
    id: `${info.fingerprint}/${id}`,
    label,
    value,
    icon,
  }));
}
