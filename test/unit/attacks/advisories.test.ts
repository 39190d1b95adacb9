import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  lstatSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadArchive } from '../../../src/core/archive/loadArchive';
import { writeGzip } from '../../../src/core/archive/writeGzip';
import { writeTar } from '../../../src/core/archive/writeTar';
import { ChartReleaseError } from '../../../src/core/errors';
import { parseClearsigned } from '../../../src/core/provenance/clearsign';
import { encodeUtf8 } from '../../../src/util/bytes';
import { cli } from '../cli/cli';

/** A package with these files, as any tool could write it. */
function archiveOf(files: Readonly<Record<string, string>>): Uint8Array {
  const entries = Object.entries(files).map(([path, text]) => ({ path, bytes: encodeUtf8(text), mtimeSeconds: 0 }));
  return writeGzip(writeTar(entries));
}

function refusal(files: Readonly<Record<string, string>>): ChartReleaseError {
  try {
    loadArchive(archiveOf(files));
  } catch (error) {
    if (error instanceof ChartReleaseError) return error;
    throw error;
  }
  throw new assert.AssertionError({ message: 'the package was read' });
}

const sound = 'apiVersion: v2\nname: demo\nversion: 1.0.0\n';

describe('advisories', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'attack-'));
    mkdirSync(join(home, 'demo'));
    writeFileSync(join(home, 'demo', 'Chart.yaml'), sound);
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it('CVE-2020-4053, archive traversal: an entry that leaves the chart is refused', () => {
    const error = refusal({ 'demo/Chart.yaml': sound, 'demo/../../evil': 'x' });
    assert.deepEqual([error.code, (error.details as { attack: string }).attack], ['archive.hostile', 'pathTraversal']);
  });

  it('CVE-2020-15184, dependency alias: an alias with a path in it is refused', () => {
    const error = refusal({
      'demo/Chart.yaml': `${sound}dependencies:\n- name: db\n  version: 1.0.0\n  repository: https://x\n  alias: ../evil\n`,
    });
    assert.equal((error.details as { reason: string }).reason, 'dependencyAlias');
  });

  it('CVE-2020-15187, repeated keys: a name given twice is refused, in any case', () => {
    for (const again of ['name: evil', 'Name: evil', 'NAME: evil']) {
      const error = refusal({ 'demo/Chart.yaml': `${sound}${again}\n` });
      assert.ok(['repeatedKey', 'rootIsNotTheName'].includes((error.details as { attack: string }).attack), again);
    }
  });

  it('CVE-2021-21303, terminal injection: escapes in metadata do not reach the terminal', async () => {
    writeFileSync(join(home, 'demo', 'Chart.yaml'), 'apiVersion: v2\nname: demo\nversion: "1.0.0\\e[31m"\n');
    const { code, stdout, stderr } = await cli(home, ['package', 'demo']);
    assert.equal(code, 1);
    assert.doesNotMatch(stdout + stderr, /\u001b/);
  });

  it('CVE-2024-25620, chart name as a path: nothing is written outside of the destination', async () => {
    for (const name of ['../evil', '..', '.', '/evil', 'a/b']) {
      writeFileSync(join(home, 'demo', 'Chart.yaml'), `apiVersion: v2\nname: "${name}"\nversion: 1.0.0\n`);
      assert.equal((await cli(home, ['package', 'demo', '-d', 'out'])).code, 1, name);
    }
    assert.equal(existsSync(join(home, 'out')), false);
  });

  it('CVE-2024-26147, empty documents: an empty Chart.yaml is an error, not a crash', () => {
    for (const text of ['', '\n', '---\n', 'null\n', '# nothing\n', '[]\n', '- null\n'])
      assert.match(refusal({ 'demo/Chart.yaml': text }).code, /^(?:chart\.unloadable|archive\.hostile)$/, text);
  });

  it('CVE-2025-32386, an archive that expands without end: limits on one file, all files and the ratio hold', () => {
    const zeros = '\0'.repeat(6 * 1024 * 1024);
    assert.equal(refusal({ 'demo/Chart.yaml': sound, 'demo/zeros': zeros }).code, 'archive.limit');
  });

  it('CVE-2025-53547, a link in place of a file that is written: the link is replaced, its target untouched', async () => {
    const victim = join(home, 'victim');
    writeFileSync(victim, 'precious');
    symlinkSync(victim, join(home, 'demo-1.0.0.tgz'));
    const { code } = await cli(home, ['package', 'demo', '--replace']);
    assert.equal(code, 0);
    assert.equal(readFileSync(victim, 'utf8'), 'precious');
    assert.equal(lstatSync(join(home, 'demo-1.0.0.tgz')).isSymbolicLink(), false);
  });

  it('CVE-2025-55198, wrong types in Chart.yaml: each is an error with the field, not a crash', () => {
    for (const field of [
      'maintainers: x',
      'maintainers: [1]',
      'dependencies: {}',
      'dependencies: [x]',
      'annotations: []',
      'deprecated: [1]',
    ])
      assert.equal(
        (refusal({ 'demo/Chart.yaml': `${sound}${field}\n` }).details as { reason: string }).reason,
        'wrongType',
        field,
      );
  });

  it('CVE-2025-55198, null entries: empty maintainers and dependencies are refused', () => {
    for (const field of ['maintainers:\n- null', 'dependencies:\n- null'])
      assert.equal(refusal({ 'demo/Chart.yaml': `${sound}${field}\n` }).code, 'chart.unloadable', field);
  });

  it('CVE-2026-35205, verification that fails open: without provenance the verdict is unsigned and the exit code 1', async () => {
    await cli(home, ['package', 'demo']);
    writeFileSync(join(home, 'ring.gpg'), '');
    const { code, stdout } = await cli(home, ['verify', 'demo-1.0.0.tgz', '--keyring', 'ring.gpg', '--json']);
    assert.equal(code, 1);
    assert.equal((JSON.parse(stdout) as { verdict: string }).verdict, 'unsigned');
  });

  it('CVE-2026-35206, a chart named by a dot: refused when loaded and when packaged', () => {
    for (const name of ['.', '..'])
      assert.ok(
        /hostile|unloadable/.test(
          refusal({ 'demo/Chart.yaml': `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n` }).code,
        ),
      );
  });

  it('CVE-2019-11841 and CVE-2023-41037, text before the signed headers: the frame is refused', () => {
    const framed = '-----BEGIN PGP SIGNED MESSAGE-----\nSigned-By: Somebody\nHash: SHA512\n\ntext\n';
    assert.deepEqual(problemOf(framed), 'badHeader');
    assert.equal(problemOf(`trusted text\n${framed}`), 'textBefore');
  });

  it('CVE-2025-68972, a form feed at the end of a line: the frame is refused', () => {
    assert.equal(problemOf('-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\ntext\f\n'), 'controlCharacter');
  });

  it('an empty signed body, which ends Helm 4 in a panic: a verdict', () => {
    const problem = problemOf(
      '-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n-----BEGIN PGP SIGNATURE-----\n\nAAAA\n-----END PGP SIGNATURE-----\n',
    );
    assert.equal(typeof problem, 'string');
  });
});

function problemOf(text: string): string | undefined {
  const file = parseClearsigned(encodeUtf8(text));
  return 'problem' in file ? file.problem : undefined;
}
