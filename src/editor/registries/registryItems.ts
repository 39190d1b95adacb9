import * as vscode from 'vscode';
import type { Verdict } from '../../core/provenance/report';
import type { Attachment } from '../../core/registry/attachments';
import type { VersionDetails } from '../../core/registry/describeVersion';
import { parseTarget, tagToVersion } from '../../core/registry/reference';
import { displayText } from '../../util/displayText';
import { credentialOrder } from '../config';
import { verdictView } from '../report/verdictText';
import type { MoreNode, NoteNode, RegistryNode, RepositoryNode, VersionNode } from './registryNodes';
import { repositoryKey, versionReference } from './registryNodes';
import type { VersionDetailsLoader } from './versionDetails';

const t = vscode.l10n.t;

export function registryItem(node: RegistryNode): vscode.TreeItem {
  const label = node.local ? t('Local registry') : node.target.replace('oci://', '');
  const item = new vscode.TreeItem(
    displayText(label, 200),
    node.local ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed,
  );
  item.id = `registry:${node.target}`;
  item.iconPath = new vscode.ThemeIcon(node.local ? 'server-process' : 'cloud');
  item.contextValue = `registry;${node.local ? 'local' : 'remote'}`;
  if (node.local) item.description = t('for trying out, {0}', parseTarget(node.target).host);
  item.tooltip = node.local
    ? t('{0}: runs on this machine only, while this window is open. Its content is kept.', node.target)
    : [node.target, t('Credentials are looked for in: {0}', sourcesText(parseTarget(node.target).host))].join('\n');
  item.accessibilityInformation = { label: `${label} ${node.local ? String(item.description) : ''}`.trim() };
  return item;
}

/** In the order of the setting `credentialSources`. */
function sourcesText(host: string): string {
  const names = {
    editor: t('this editor'),
    helm: t("Helm's file"),
    docker: t("Docker's file"),
    github: t('GitHub session'),
  };
  const order = credentialOrder(host).filter(source => source !== 'github' || host === 'ghcr.io');
  return order.length === 0 ? t('nothing, access is anonymous') : order.map(source => names[source]).join(', ');
}

/** Shown by the path below the registry's own, which two charts of one name in two folders differ in. */
export function repositoryItem(node: RepositoryNode): vscode.TreeItem {
  const name = node.repository.split('/').at(-1) ?? node.repository;
  const item = new vscode.TreeItem(displayText(name, 100), vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `repository:${repositoryKey(node)}`;
  item.iconPath = new vscode.ThemeIcon('package');
  item.tooltip = `oci://${repositoryKey(node)}`;
  item.contextValue = 'repository;';
  item.accessibilityInformation = { label: name };
  return item;
}

export function versionItem(node: VersionNode, details: VersionDetailsLoader): vscode.TreeItem {
  const label = displayText(node.other ? node.tag : tagToVersion(node.tag), 100);
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `version:${versionReference(node)}`;
  const state = details.state(node);
  const known = typeof state === 'object' ? state : undefined;
  const verdict = details.verdict(node);
  item.description = known === undefined ? '' : descriptionOf(known, verdict);
  item.iconPath = iconOf(known, verdict, node.other);
  item.tooltip = tooltipOf(node, known);
  item.contextValue = node.other ? 'tag;' : 'version;';
  const kind = node.other ? t('tag {0}', label) : t('version {0}', label);
  item.accessibilityInformation = { label: `${kind} ${item.description}`.trim() };
  return item;
}

export function moreItem(node: MoreNode): vscode.TreeItem {
  const item = new vscode.TreeItem(t('{0} more versions', node.left));
  item.id = `more:${repositoryKey(node.repository)}:${node.left}`;
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.tooltip = t('Show the next ones. Search finds a version at once.');
  item.contextValue = 'more;';
  item.command = { command: 'helmChartRelease.showMoreVersions', title: t('Show More'), arguments: [node] };
  return item;
}

export function noteItem(node: NoteNode): vscode.TreeItem {
  const item = new vscode.TreeItem(node.text);
  item.id = node.id;
  item.iconPath = new vscode.ThemeIcon(node.icon);
  item.tooltip = node.description === undefined ? node.text : `${node.text}\n${node.description}`;
  item.contextValue = 'note;';
  if (node.description !== undefined) item.description = node.description;
  return item;
}

/** What is known of a version, a line for each fact. */
export function factsOf(node: VersionNode, details: VersionDetails): readonly NoteNode[] {
  const id = (key: string): string => `fact:${versionReference(node)}:${key}`;
  const fact = (key: string, icon: string, text: string, description?: string): NoteNode => ({
    kind: 'note',
    id: id(key),
    icon,
    text,
    ...(description === undefined ? {} : { description }),
  });
  const { created, attachments, provenance, kind } = details;
  return [
    ...(kind === 'chart' ? [] : [fact('kind', 'file', t('no Helm chart'), displayText(details.artifactType, 200))]),
    fact('digest', 'key', t('digest'), details.manifestDigest),
    fact('size', 'archive', t('size'), sizeText(details.sizeBytes)),
    ...(created === undefined ? [] : [fact('created', 'calendar', t('created'), displayText(created, 60))]),
    provenance
      ? fact('provenance', 'pass', t('provenance file'), t('signed for helm verify; not checked until you verify'))
      : fact('provenance', 'circle-slash', t('no provenance file')),
    ...(attachments === undefined
      ? [fact('attachments', 'question', t('attachments'), t('the registry does not say'))]
      : []),
    ...(attachments ?? []).map((attachment, index) =>
      fact(`attachment${index}`, 'link', attachmentName(attachment), displayText(attachment.digest, 100)),
    ),
  ];
}

function descriptionOf(details: VersionDetails, verdict: Verdict | undefined): string {
  const { kind, sizeBytes, created, provenance, attachments } = details;
  const kinds = [...new Set((attachments ?? []).map(attachmentName))];
  // What signs it comes first: a narrow view cuts the end.
  const parts = [
    ...(kind === 'chart' ? [] : [t('no Helm chart')]),
    ...(verdict === undefined ? (provenance ? [t('provenance')] : []) : [verdictView(verdict).label]),
    ...kinds,
    ...(kind === 'chart' && !provenance && attachments?.length === 0 && verdict === undefined ? [t('unsigned')] : []),
    sizeText(sizeBytes),
    ...(created === undefined ? [] : [displayText(created.slice(0, 10), 10)]),
  ];
  return parts.join(' · ');
}

function iconOf(details: VersionDetails | undefined, verdict: Verdict | undefined, other: boolean): vscode.ThemeIcon {
  if (verdict !== undefined) {
    const { icon, color } = verdictView(verdict);
    return new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
  }
  if (other || details?.kind === 'other') return new vscode.ThemeIcon('bookmark');
  const signed = details?.provenance === true || details?.attachments?.some(({ kind }) => signatures.has(kind));
  return new vscode.ThemeIcon(signed ? 'shield' : 'tag');
}

const signatures: ReadonlySet<string> = new Set(['cosign', 'notation']);

function attachmentName({ kind, artifactType }: Attachment): string {
  switch (kind) {
    case 'cosign':
      return t('cosign');
    case 'notation':
      return t('Notation');
    case 'sbom':
      return t('SBOM');
    case 'attestation':
      return t('attestation');
    case 'other':
      return displayText(artifactType, 80);
  }
}

function tooltipOf(node: VersionNode, details: VersionDetails | undefined): string {
  const lines = [versionReference(node)];
  if (details !== undefined) lines.push(details.manifestDigest, sizeText(details.sizeBytes));
  if (details?.created !== undefined) lines.push(t('created {0}', displayText(details.created, 60)));
  return lines.join('\n');
}

function sizeText(bytes: number): string {
  if (bytes < 1000) return t('{0} bytes', bytes);
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, 'kB'] : [bytes / 1e6, 'MB'];
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}
