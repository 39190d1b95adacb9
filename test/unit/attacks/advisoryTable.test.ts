import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadArchive } from '../../../src/core/archive/loadArchive';
import { writeGzip } from '../../../src/core/archive/writeGzip';
import { writeTar } from '../../../src/core/archive/writeTar';
import { ChartReleaseError } from '../../../src/core/errors';
import { encodeUtf8 } from '../../../src/util/bytes';
import { cli } from '../cli/cli';

const sound = 'apiVersion: v2\nname: demo\nversion: 1.0.0\n';

/** Advisories of Helm that cannot apply here, and why. Every other one has a test that is named after it. */
const cannotApply: Readonly<Record<string, string>> = {
  'CVE-2019-1010275': 'certificates are checked by the editor or by Node; held by the tests of the transport',
  'CVE-2019-25210': 'no manifest is rendered, so no Secret is shown',
  'CVE-2020-11013': 'templates are not run and no cluster is asked',
  'CVE-2020-15186': 'there are no plugins',
  'CVE-2021-32690': 'credentials stay with their host; held by the tests of the transport',
  'CVE-2022-36055': 'there is no --set',
  'CVE-2022-23524': 'there is no --set',
  'CVE-2023-25165': 'templates are not run, so no name is looked up',
  'CVE-2026-35204': 'there are no plugins; the version of a chart is held to its grammar below',
};

const advisories =
  `CVE-2019-1000008 CVE-2019-1010275 CVE-2019-18658 CVE-2019-25210 CVE-2020-11013 CVE-2020-4053 CVE-2020-15184
  CVE-2020-15185 CVE-2020-15186 CVE-2020-15187 CVE-2021-21303 CVE-2021-32690 CVE-2022-36055 CVE-2022-23524 CVE-2022-23525
  CVE-2022-23526 CVE-2023-25165 CVE-2024-25620 CVE-2024-26147 CVE-2025-32386 CVE-2025-32387 CVE-2025-53547 CVE-2025-55199
  CVE-2025-55198 CVE-2026-35204 CVE-2026-35205 CVE-2026-35206`.split(/\s+/);

function refusalOf(files: Readonly<Record<string, string>>): ChartReleaseError | undefined {
  const entries = Object.entries(files).map(([path, text]) => ({ path, bytes: encodeUtf8(text), mtimeSeconds: 0 }));
  try {
    loadArchive(writeGzip(writeTar(entries)));
    return undefined;
  } catch (error) {
    if (error instanceof ChartReleaseError) return error;
    throw error;
  }
}

describe('the advisories of Helm', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'advisory-'));
    mkdirSync(join(home, 'demo'));
    writeFileSync(join(home, 'demo', 'Chart.yaml'), sound);
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it('each have a test of their name, or a reason why they cannot apply', () => {
    const folder = 'test/unit/attacks';
    const titles = readdirSync(folder)
      .flatMap(name => [...readFileSync(join(folder, name), 'utf8').matchAll(/(?:\bit\(\s*['"`]|\n\s*\[\s*')(.*)/g)])
      .map(match => match[1] ?? '')
      .join('\n');
    for (const id of advisories) assert.notEqual(titles.includes(id), id in cannotApply, id);
  });

  it('CVE-2019-1000008, path traversal in a chart archive: refused by name', () => {
    for (const path of ['../evil', 'demo/../../evil', '/demo/evil', 'demo//evil/../../../x'])
      assert.equal(refusalOf({ 'demo/Chart.yaml': sound, [path]: 'x' })?.code, 'archive.hostile', path);
  });

  it('CVE-2019-18658, links followed when a folder is packaged: followed as Helm does, and named with what they pull in', async () => {
    writeFileSync(join(home, 'secret'), 'top secret');
    symlinkSync(join(home, 'secret'), join(home, 'demo', 'harmless.txt'));
    const { code, stderr } = await cli(home, ['package', 'demo']);
    assert.equal(code, 0);
    assert.match(stderr, /warning: harmless\.txt is a link: what .*secret holds is packaged/);
  });

  it('CVE-2020-15185, repeated entries of an index: the index is not merged into', async () => {
    const entry = 'entries:\n  demo:\n  - {apiVersion: v2, name: demo, version: 1.0.0, urls: [a.tgz]}\n';
    writeFileSync(join(home, 'index.yaml'), `apiVersion: v1\n${entry}${entry}`);
    mkdirSync(join(home, 'repo'));
    const { code } = await cli(home, ['index', 'repo', '--merge', 'index.yaml']);
    assert.equal(code, 1);
  });

  it('CVE-2022-23525, empty entries of an index: no crash', async () => {
    mkdirSync(join(home, 'repo'));
    for (const entries of ['{demo: null}', '{demo: [null]}', '{demo: [{}]}', 'null', '[]', '{"": null}']) {
      writeFileSync(join(home, 'index.yaml'), `apiVersion: v1\nentries: ${entries}\n`);
      const { code, stderr } = await cli(home, ['index', 'repo', '--merge', 'index.yaml']);
      assert.ok(code === 0 || code === 1, entries);
      assert.doesNotMatch(stderr, /TypeError|at .*\.ts:/, entries);
    }
  });

  for (const [id, what, schema] of [
    ['CVE-2022-23526', 'a schema that is none', '{"properties": {"a": {"type": 5, "properties": []}}, "required": 3}'],
    [
      'CVE-2025-32387',
      'a schema that refers to itself',
      '{"$ref": "#", "definitions": {"a": {"$ref": "#/definitions/a"}}}',
    ],
    ['CVE-2025-55199', 'a schema as deep as memory', `${'{"properties":{"a":'.repeat(20_000)}{}${'}}'.repeat(20_000)}`],
  ] as const) {
    it(`${id}, ${what}: lint ends, and soon`, async () => {
      writeFileSync(join(home, 'demo', 'values.yaml'), 'a: 1\n');
      writeFileSync(join(home, 'demo', 'values.schema.json'), schema);
      const started = process.cpuUsage().user;
      const { code, stdout } = await cli(home, ['lint', 'demo', '--json']);
      assert.ok(code === 0 || code === 1);
      assert.ok(Array.isArray((JSON.parse(stdout) as { findings: unknown }).findings));
      assert.ok(process.cpuUsage().user - started < 10_000_000);
    });
  }

  it('a version with a path in it: refused before any path is made of it', async () => {
    const text = 'apiVersion: v2\nname: demo\nversion: 1.0.0/../../evil\n';
    assert.equal(refusalOf({ 'demo/Chart.yaml': text })?.code, 'chart.unloadable');
    assert.equal((await cli(home, ['package', 'demo', '--version', '../../evil'])).code, 1);
  });
});
