import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { sha256 } from '../../src/util/digest';
import { nodePath, nodeVersions } from '../support/nodeBinaries';

const run = promisify(execFile);
const zones = ['UTC', 'Pacific/Kiritimati', 'America/St_Johns'];
const umasks = ['022', '077', '000'];
const languages = ['C', 'tr_TR.UTF-8', 'de_DE.UTF-8'];

describe('packages of one chart', function () {
  this.timeout(300_000);
  let home: string;
  before(() => {
    home = mkdtempSync(join(tmpdir(), 'reproducible-'));
    cpSync('test/fixtures/workspaces/shop/charts/shop', join(home, 'shop'), { recursive: true });
    writeFileSync(join(home, 'shop', 'big.txt'), Array.from({ length: 40_000 }, (_, i) => `${i * i} line\n`).join(''));
  });
  after(() => rmSync(home, { recursive: true, force: true }));

  it(`are the same bytes under Node ${nodeVersions.join(', ')}, in each time zone, umask and language`, async () => {
    const digests = new Map<string, string>();
    for (const [index, version] of nodeVersions.entries()) {
      const node = await nodePath(version);
      for (const [other, zone] of zones.entries()) {
        // File times must not matter, nor where the package goes.
        utimesSync(join(home, 'shop', 'values.yaml'), 1_600_000_000 + other, 1_600_000_000 + index);
        const out = join(home, `out-${version}-${other}`);
        const script = `umask ${umasks[other] ?? ''}; exec "$@"`;
        const command = [node, resolve('dist/cli.cjs'), 'package', join(home, 'shop'), '--destination', out, '--json'];
        const env = {
          PATH: process.env['PATH'] ?? '',
          HOME: join(home, 'home'),
          TZ: zone,
          LC_ALL: languages[other] ?? '',
        };
        const { stdout } = await run('sh', ['-c', script, 'sh', ...command], { env });
        const { path, digest } = JSON.parse(stdout) as { readonly path: string; readonly digest: string };
        assert.equal(sha256(readFileSync(path)), digest);
        digests.set(`${version} ${zone}`, digest);
      }
    }
    assert.equal(digests.size, nodeVersions.length * zones.length);
    assert.equal(new Set(digests.values()).size, 1, JSON.stringify([...digests]));
  });
});
