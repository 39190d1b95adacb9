import assert from 'node:assert/strict';
import type { Metafile } from 'esbuild';
import { build } from 'esbuild';
import { bundles } from '../../../scripts/build.mjs';

/**
 * Which part of src may use which others; a part may always use itself. The same directions as docs/architecture.md and
 * the lint rules, held here against what is really bundled.
 */
const anyCore = [
  'core',
  'core/yaml',
  'core/chart',
  'core/archive',
  'core/provenance',
  'core/trust',
  'core/repository',
  'core/registry',
  'core/release',
  'core/lint',
  'core/language',
  'core/scaffold',
];
const base = ['util', 'core', 'core/yaml'];
const allowed: Readonly<Record<string, readonly string[]>> = {
  util: [],
  core: ['util'],
  'core/yaml': base,
  'core/chart': base,
  'core/trust': base,
  'core/archive': [...base, 'core/chart'],
  'core/provenance': [...base, 'core/chart', 'core/trust'],
  'core/repository': [...base, 'core/chart'],
  'core/registry': [...base, 'core/chart'],
  'core/release': [...base, 'core/chart', 'core/archive'],
  'core/language': base,
  'core/scaffold': [],
  // Sums up the rules of all the others, so nothing in core may use it.
  'core/lint': ['util', ...anyCore],
  workflows: ['util', ...anyCore],
  node: ['util', ...anyCore, 'workflows'],
  cli: ['util', ...anyCore, 'workflows', 'node'],
  editor: ['util', ...anyCore, 'workflows', 'node'],
  'extension.ts': ['editor'],
  webview: ['util'],
};

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly kind: string;
}

async function edgesOf(options: (typeof bundles)[number]): Promise<readonly Edge[]> {
  const { metafile } = await build({ ...(options as object), write: false, metafile: true, minify: false });
  return Object.entries((metafile as Metafile).inputs).flatMap(([from, input]) =>
    input.imports.map(({ path, kind }) => ({ from, to: path, kind })),
  );
}

/** `src/core/chart/version.ts` is of `core/chart`, `src/extension.ts` of itself. */
function partOf(path: string): string {
  const [, ...parts] = path.split('/');
  const folders = parts.slice(0, -1);
  return folders.length === 0 ? (parts[0] ?? '') : folders.slice(0, folders[0] === 'core' ? 2 : 1).join('/');
}

function mayImport(edge: Edge): boolean {
  const [from, to] = [partOf(edge.from), partOf(edge.to)];
  return from === to || (allowed[from] ?? []).includes(to);
}

/** A path of static imports from a file to the first one that fits; `undefined` when there is none. */
function staticPath(
  edges: readonly Edge[],
  start: string,
  fits: (to: string) => boolean,
): readonly string[] | undefined {
  const seen = new Set([start]);
  const waiting: (readonly string[])[] = [[start]];
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    const from = path.at(-1);
    for (const { to } of edges.filter(edge => edge.from === from && edge.kind !== 'dynamic-import')) {
      if (fits(to)) return [...path, to];
      if (!seen.has(to)) waiting.push([...path, to]);
      seen.add(to);
    }
  }
  return undefined;
}

function cycleIn(edges: readonly Edge[]): readonly string[] | undefined {
  const own = edges.filter(({ from, to }) => from.startsWith('src/') && to.startsWith('src/'));
  const clean = new Set<string>();
  const visit = (file: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (clean.has(file)) return undefined;
    for (const { to } of own.filter(edge => edge.from === file)) {
      const found = visit(to, [...path, file]);
      if (found !== undefined) return found;
    }
    clean.add(file);
    return undefined;
  };
  for (const { from } of own) {
    const found = visit(from, []);
    if (found !== undefined) return found;
  }
  return undefined;
}

describe('what is bundled', () => {
  const graphs = new Map<string, readonly Edge[]>();
  before(async () => {
    for (const options of bundles) graphs.set(String(options.entryPoints[0]), await edgesOf(options));
  });

  for (const { entryPoints } of bundles) {
    const entry = String(entryPoints[0]);
    it(`${entry}: imports point one way, and to nothing that the table does not name`, () => {
      const own = (graphs.get(entry) ?? []).filter(({ from, to }) => from.startsWith('src/') && to.startsWith('src/'));
      assert.ok(own.length > 0 || entry === 'src/webview/main.ts', 'the graph is not empty');
      const wrong = own.filter(edge => !mayImport(edge)).map(({ from, to }) => `${from} -> ${to}`);
      assert.deepEqual(wrong, []);
    });

    it(`${entry}: no import leads back to where it came from`, () => {
      assert.equal(cycleIn(graphs.get(entry) ?? []), undefined);
    });

    it(`${entry}: OpenPGP is not loaded before it is used`, () => {
      const loaded = staticPath(graphs.get(entry) ?? [], entry, to => to.includes('openpgp.min'));
      assert.equal(loaded, undefined);
    });
  }

  it('the extension reaches OpenPGP by a dynamic import in one file', () => {
    const edges = graphs.get('src/extension.ts') ?? [];
    const importers = edges.filter(({ to }) => to.includes('openpgp.min')).map(({ from, kind }) => `${from} ${kind}`);
    assert.deepEqual(importers, ['src/core/provenance/openpgp.ts dynamic-import']);
  });

  it('only the editor and the entry point of the extension use vscode', () => {
    const users = [...graphs.values()].flat().filter(({ to }) => to === 'vscode');
    const others = users.map(({ from }) => from).filter(from => !/^src\/(editor\/|extension\.ts$)/.test(from));
    assert.deepEqual(others, []);
  });
});

describe('the net itself', () => {
  it('catches a core file that uses the editor, a detour through the editor, and a layer that is not in the table', () => {
    const edge = (from: string, to: string): Edge => ({ from, to, kind: 'import-statement' });
    assert.ok(!mayImport(edge('src/core/chart/version.ts', 'src/editor/log.ts')));
    assert.ok(!mayImport(edge('src/core/provenance/armor.ts', 'src/core/registry/auth.ts')));
    assert.ok(!mayImport(edge('src/other/new.ts', 'src/util/bytes.ts')));
    assert.ok(mayImport(edge('src/editor/log.ts', 'src/core/errors.ts')));
  });

  it('catches a static road to OpenPGP and lets a dynamic one pass', () => {
    const road = (kind: string): readonly Edge[] => [
      { from: 'src/extension.ts', to: 'src/a.ts', kind: 'import-statement' },
      { from: 'src/a.ts', to: './openpgp.min.cjs', kind },
    ];
    const isOpenpgp = (to: string): boolean => to.includes('openpgp.min');
    assert.deepEqual(staticPath(road('import-statement'), 'src/extension.ts', isOpenpgp), [
      'src/extension.ts',
      'src/a.ts',
      './openpgp.min.cjs',
    ]);
    assert.equal(staticPath(road('dynamic-import'), 'src/extension.ts', isOpenpgp), undefined);
  });

  it('catches a circle', () => {
    const edge = (from: string, to: string): Edge => ({ from, to, kind: 'import-statement' });
    assert.deepEqual(cycleIn([edge('src/a.ts', 'src/b.ts'), edge('src/b.ts', 'src/a.ts')]), [
      'src/a.ts',
      'src/b.ts',
      'src/a.ts',
    ]);
  });
});
