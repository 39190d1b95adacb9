import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { helm, mustPass } from '../support/helm';
import { cli } from '../unit/cli/cli';

const ring = resolve('test/fixtures/vectors/pgp/keys/gpg-rsa3072.pub.gpg');

/** Charts that differ in what there is to show: the files beside a minimal Chart.yaml. */
const charts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  bare: {},
  'empty-values': { 'values.yaml': '' },
  'comment-values': { 'values.yaml': '# nothing yet' },
  'two-documents': { 'values.yaml': 'a: 1\n---\nb: 2\n' },
  'odd-readme': { Readme: 'plain', 'README.TXT': 'text\r\n' },
  'many-crds': {
    'crds/b.yaml': '---\nkind: B\n',
    'crds/a.YML': 'kind: A',
    'crds/deep/c.json': '{"kind":"C"}\n',
    'crds/notes.txt': 'not a CRD',
    'charts/sub/Chart.yaml': 'apiVersion: v2\nname: sub\nversion: 1.0.0\n',
    'charts/sub/crds/d.yaml': 'kind: D\n',
  },
};

/** Helm 3 puts no line of dashes between definitions, so that what it prints is not YAML; here as in Helm 4. */
const withoutSeparators = (text: string): string => text.replace(/^---\n/gm, '');

describe('showing what is in a chart', () => {
  let root: string;
  before(() => {
    root = mkdtempSync(join(tmpdir(), 'show-'));
    for (const [name, files] of Object.entries(charts)) {
      const all = { 'Chart.yaml': `apiVersion: v2\nname: ${name}\nversion: 1.0.0\nappVersion: 1.10\n`, ...files };
      for (const [path, text] of Object.entries(all)) {
        mkdirSync(join(root, name, path, '..'), { recursive: true });
        writeFileSync(join(root, name, path), text);
      }
    }
    cpSync('test/fixtures/workspaces/shop/charts', root, { recursive: true });
  });
  after(() => {
    rmSync(root, { recursive: true, force: true });
  });

  for (const version of ['3.17.1', '4.1.4'] as const) {
    it(`prints what helm ${version} prints, of folders and of packages`, async () => {
      const theirs = await helm(version, root);
      const names = readdirSync(root).filter(name => !name.startsWith('helm-') && !name.endsWith('.tgz'));
      assert.ok(names.length > Object.keys(charts).length);
      for (const name of names) {
        const packed = (await cli(root, ['package', name, '--json'])).stdout;
        const { path } = JSON.parse(packed) as { readonly path: string };
        for (const chart of [`./${name}`, name, path])
          for (const part of ['chart', 'values', 'readme', 'crds', 'all']) {
            const ours = await cli(root, ['show', part, chart]);
            const expected = mustPass(await theirs('show', part, chart)).stdout;
            assert.equal(ours.code, 0, ours.stderr);
            const comparable = version === '3.17.1' ? withoutSeparators : String;
            assert.equal(comparable(ours.stdout), comparable(expected), `${part} of ${chart}`);
          }
      }
    });
  }

  it('says what is not there, and that a folder has no signature', async () => {
    const theirs = await helm('4.1.4', root);
    for (const chart of ['./nowhere', join(root, 'nowhere.tgz')]) {
      assert.equal((await theirs('show', 'chart', chart)).code, 1);
      const ours = await cli(root, ['show', 'chart', chart]);
      assert.deepEqual([ours.code, ours.stdout], [1, '']);
      assert.match(ours.stderr, /no file .*nowhere/);
    }
    const folder = await cli(root, ['show', 'provenance', './bare']);
    assert.deepEqual([folder.code, folder.stdout], [1, '']);
    assert.match(folder.stderr, /bare is a folder/);
    const unsigned = await cli(root, ['show', 'provenance', './bare-1.0.0.tgz', '--keyring', ring]);
    assert.match(unsigned.stdout, /^bare-1\.0\.0\.tgz: unsigned/);
  });

  it('installs no folder, and no package without a signature', async () => {
    for (const [chart, why] of [
      ['./bare', /bare is a folder/],
      ['./bare-1.0.0.tgz', /bare-1\.0\.0\.tgz did not verify: unsigned/],
    ] as const) {
      const run = await cli(root, ['install', 'x', chart, '--keyring', ring]);
      assert.equal(run.code, 1);
      assert.match(run.stderr, why);
    }
  });
});
