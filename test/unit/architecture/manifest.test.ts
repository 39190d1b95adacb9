import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface MenuItem {
  readonly command?: string;
  readonly submenu?: string;
  readonly when?: string;
}
interface Manifest {
  readonly icon: string;
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly icon?: string }[];
    readonly submenus: readonly { readonly id: string }[];
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly views: Readonly<Record<string, readonly { readonly id: string; readonly icon?: string }[]>>;
    readonly viewsContainers: { readonly activitybar: readonly { readonly id: string; readonly icon: string }[] };
    readonly viewsWelcome: readonly { readonly view: string; readonly contents: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
  };
}

const read = (file: string): string => readFileSync(file, 'utf8');
const manifest = JSON.parse(read('package.json')) as Manifest;
const texts = JSON.parse(read('package.nls.json')) as Readonly<Record<string, string>>;
const { contributes } = manifest;
const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter(name => name.endsWith('.ts'))
  .map(name => ({ name, text: read(join('src', name)) }));
const editorText = sources
  .filter(({ name }) => name === 'extension.ts' || name.startsWith('editor'))
  .map(({ text }) => text)
  .join('\n');

const commands = contributes.commands.map(({ command }) => command);
const views = Object.values(contributes.views).flatMap(list => list.map(({ id }) => id));
const sorted = (values: Iterable<string>): string[] => [...new Set(values)].sort();
const matches = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(match => match[1] ?? '');

describe('the manifest', () => {
  it('declares the commands of the command map, each once', () => {
    const mapped = matches(editorText, /^ {2}readonly '(helmChartRelease\.\w+)':/gm);
    assert.deepEqual([...commands].sort(), sorted(mapped));
  });

  it('has a text for each placeholder, and a placeholder for each text', () => {
    const used = matches(read('package.json'), /"%([\w.]+)%"/g);
    assert.deepEqual(sorted(used), sorted(Object.keys(texts)));
  });

  it('names only commands, submenus and views in menus that it declares', () => {
    const items = Object.values(contributes.menus).flat();
    const named = items.flatMap(({ command, submenu }) => command ?? submenu ?? []);
    const known = [...commands, ...contributes.submenus.map(({ id }) => id)];
    assert.deepEqual(
      named.filter(name => !known.includes(name)),
      [],
    );
    const viewsNamed = items.flatMap(({ when = '' }) => matches(when, /\bview == ([\w.]+)/g));
    assert.deepEqual(
      viewsNamed.filter(view => !views.includes(view)),
      [],
    );
  });

  it('has a provider and a welcome text for each view', () => {
    const provided = matches(editorText, /createTreeView\(\s*'([\w.]+)'/g);
    assert.deepEqual(sorted(provided), sorted(views));
    assert.deepEqual(sorted(contributes.viewsWelcome.map(({ view }) => view)), sorted(views));
  });

  it('names only commands of ours or of VS Code in the links of welcome texts', () => {
    const linked = Object.values(texts).flatMap(text => matches(text, /\(command:([\w.-]+)\)/g));
    assert.deepEqual(
      linked.filter(name => name.startsWith('helmChartRelease.') && !commands.includes(name)),
      [],
    );
  });

  it('declares each setting that the code reads, and no setting that nothing reads', () => {
    const settings = Object.keys(contributes.configuration.properties);
    // A section may be part of the name that is read: getConfiguration('helmChartRelease.lint').get('helm').
    const unread = settings.filter(name => !editorText.includes(`'${name.replace(/^.*\./, '')}'`));
    assert.deepEqual(unread, []);
    const restricted = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
    assert.deepEqual(
      restricted.filter(name => !settings.includes(name)),
      [],
    );
  });

  it('uses in code no command and no context of ours that nothing declares', () => {
    const executed = matches(editorText, /executeCommand\(\s*'(helmChartRelease\.\w+)'/g);
    assert.deepEqual(
      executed.filter(name => !commands.includes(name)),
      [],
    );
  });

  it('gives each command of a title bar or an inline place an icon', () => {
    const withIcon = contributes.commands.filter(({ icon }) => icon !== undefined).map(({ command }) => command);
    const items = Object.entries(contributes.menus).flatMap(([menu, list]) =>
      list.filter(item => /^(navigation|inline)/.test((item as { group?: string }).group ?? '') && /view\//.test(menu)),
    );
    assert.deepEqual(
      items.flatMap(({ command }) => command ?? []).filter(command => !withIcon.includes(command)),
      [],
    );
  });

  it('names only pictures that exist', () => {
    const pictures = [
      manifest.icon,
      ...contributes.viewsContainers.activitybar.map(({ icon }) => icon),
      ...Object.values(contributes.views).flatMap(list => list.flatMap(({ icon }) => icon ?? [])),
    ];
    assert.deepEqual(
      pictures.filter(file => !existsSync(file)),
      [],
    );
  });
});
