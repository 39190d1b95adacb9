import { isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import type { TlsPaths } from '../node/http/tlsFetch';
import type { ExtraTagRule } from '../core/registry/extraTags';
import type { CredentialSource } from './registries/credentialSources';
import { credentialSources } from './registries/credentialSources';

/** A working day: whoever wants longer has a gpg-agent. */
const maxPassphraseMinutes = 480;

const section = 'helmChartRelease';

/** Absolute path of the folder that packages of this chart are written to. */
export function destinationFor(chartDirectory: string): string {
  const uri = vscode.Uri.file(chartDirectory);
  const destination = vscode.workspace.getConfiguration(section, uri).get<string>('destination', 'dist');
  if (isAbsolute(destination)) return destination;
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  return join(folder?.uri.fsPath ?? chartDirectory, destination);
}

export function packageTimesFor(chartDirectory: string): 'reproducible' | 'files' {
  const uri = vscode.Uri.file(chartDirectory);
  const value = vscode.workspace.getConfiguration(section, uri).get<string>('packageTime');
  return value === 'files' ? 'files' : 'reproducible';
}

/** Where change logs are written: the annotation of Artifact Hub, CHANGELOG.md, both or neither. */
export function changeLogPlaces(chartDirectory: string): readonly ('annotation' | 'file')[] {
  const uri = vscode.Uri.file(chartDirectory);
  const values = vscode.workspace.getConfiguration(section, uri).get<unknown[]>('changeLog', ['annotation', 'file']);
  return (['annotation', 'file'] as const).filter(place => values.includes(place));
}

/** `oci://host/path`, in the user's order, without blanks and repetitions. */
export function configuredRegistries(): readonly string[] {
  const values = vscode.workspace.getConfiguration(section).get<unknown[]>('registries', []);
  const texts = values.filter((value): value is string => typeof value === 'string');
  return [...new Set(texts.map(text => text.trim()).filter(text => text.startsWith('oci://')))];
}

export async function addConfiguredRegistry(target: string): Promise<void> {
  const registries = configuredRegistries();
  if (registries.includes(target)) return;
  await vscode.workspace
    .getConfiguration(section)
    .update('registries', [...registries, target], vscode.ConfigurationTarget.Global);
}

/** Minutes for which a passphrase stays in memory; 0: it is asked for each time. */
export function passphraseMinutes(): number {
  const minutes = vscode.workspace.getConfiguration(section).get<number>('passphraseMinutes', 5);
  return Number.isFinite(minutes) ? Math.min(Math.max(minutes, 0), maxPassphraseMinutes) : 0;
}

/** Base address of the HKP keyserver. A workspace cannot set it. */
export function keyserver(): string {
  return (
    vscode.workspace.getConfiguration(section).inspect<string>('keyserver')?.globalValue ?? 'https://keys.openpgp.org'
  );
}

/** Absolute path of gpg as the user set it for this machine; empty: it is looked for. A workspace cannot set it. */
export function gpgPathSetting(): string {
  return vscode.workspace.getConfiguration(section).inspect<string>('gpgPath')?.globalValue ?? '';
}

/** Where a registry's credential is looked for, in this order; what is left out is not asked. A workspace cannot set it. */
export function credentialOrder(host: string): readonly CredentialSource[] {
  const setting = vscode.workspace.getConfiguration(section).inspect<Record<string, unknown>>('credentialSources');
  const chosen = setting?.globalValue?.[host];
  if (!Array.isArray(chosen)) return credentialSources;
  return credentialSources
    .filter(source => chosen.includes(source))
    .sort((a, b) => chosen.indexOf(a) - chosen.indexOf(b));
}

/** Moving tags that a push sets beside the version. */
export function extraTagRules(): readonly ExtraTagRule[] {
  const values = vscode.workspace.getConfiguration(section).get<unknown[]>('extraTags', []);
  return (['latest', 'major', 'minor'] as const).filter(rule => values.includes(rule));
}

/** Hosts that the user allows plain HTTP for. */
export function insecureHosts(): readonly string[] {
  const values = vscode.workspace.getConfiguration(section).get<unknown[]>('insecureRegistries', []);
  return values.filter((value): value is string => typeof value === 'string');
}

/** Certificates that the user set for a registry: an authority of its own, a client certificate with its key. */
export function certificatesFor(host: string): TlsPaths | undefined {
  const setting = vscode.workspace.getConfiguration(section).inspect<Record<string, unknown>>('registryCertificates');
  const chosen = setting?.globalValue?.[host];
  if (typeof chosen !== 'object' || chosen === null) return undefined;
  const names = ['caFile', 'certFile', 'keyFile'] as const;
  const found = names.flatMap(name => {
    const value: unknown = Reflect.get(chosen, name);
    return typeof value === 'string' && isAbsolute(value) ? [[name, value] as const] : [];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

/** The environment with the editor's own proxy settings in place of the variables, where it has some. */
export function proxyEnvironment(): NodeJS.ProcessEnv {
  const http = vscode.workspace.getConfiguration('http');
  const proxy = http.get<string>('proxy') ?? '';
  const exempt = http.get<unknown[]>('noProxy', []).filter((value): value is string => typeof value === 'string');
  return {
    ...process.env,
    ...(proxy === '' ? {} : { HTTPS_PROXY: proxy, HTTP_PROXY: proxy }),
    ...(exempt.length === 0 ? {} : { NO_PROXY: exempt.join(',') }),
  };
}
