import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { loadArchive } from '../../src/core/archive/loadArchive';
import { readKeyring } from '../../src/core/provenance/readKeyring';
import { verifyProvenance } from '../../src/core/provenance/verifyProvenance';

const runs = 200;
const keys = resolve('test/fixtures/vectors/pgp/keys');
const fileName = 'shop-1.0.0.tgz';

/** What lies at the destination before: nothing, another package of this version with its provenance, or the same. */
type Before = 'nothing' | 'other' | 'same';
interface Plan {
  readonly before: Before;
  readonly killAt: number;
  readonly when: 'before' | 'half' | 'after';
}

describe('packaging and signing, killed', function () {
  this.timeout(600_000);
  let home: string;
  const contents = new Map<string, Uint8Array>();
  const provenances = new Map<string, Uint8Array>();

  before(async () => {
    home = mkdtempSync(join(tmpdir(), 'killed-'));
    for (const [name, text] of [
      ['old', 'a: 1\n'],
      ['new', 'a: 2\n'],
    ] as const) {
      mkdirSync(join(home, name, 'shop'), { recursive: true });
      writeFileSync(join(home, name, 'shop', 'Chart.yaml'), 'apiVersion: v2\nname: shop\nversion: 1.0.0\n');
      writeFileSync(join(home, name, 'shop', 'values.yaml'), text.repeat(2000));
      const { code } = await run(name, join(home, name, 'out'));
      assert.equal(code, 0);
      contents.set(name, readFileSync(join(home, name, 'out', fileName)));
      provenances.set(name, readFileSync(join(home, name, 'out', `${fileName}.prov`)));
    }
  });
  after(() => rmSync(home, { recursive: true, force: true }));

  function run(chart: string, out: string, kill?: Plan): Promise<{ code: number | null; calls: number }> {
    const sign = ['--sign', '--key', 'example.org', '--keyring', join(keys, 'gpg-nistp256.sec.gpg')];
    const preload = ['--require', resolve('test/support/killAtCall.cjs')];
    const command = [resolve('dist/cli.cjs'), 'package', join(home, chart, 'shop'), '-d', out, '--replace', ...sign];
    const env = {
      PATH: process.env['PATH'] ?? '',
      HOME: home,
      SOURCE_DATE_EPOCH: '1700000000',
      ...(kill === undefined ? {} : { KILL_AT: String(kill.killAt), KILL_WHEN: kill.when }),
    };
    return new Promise((done, failed) => {
      const child = spawn(process.execPath, [...preload, ...command], { env, stdio: ['ignore', 'ignore', 'pipe'] });
      let stderr = '';
      child.stderr.on('data', chunk => (stderr += String(chunk)));
      child.on('error', failed);
      child.on('close', code => done({ code, calls: Number(/calls (\d+)/.exec(stderr)?.[1] ?? 0) }));
    });
  }

  function prepare(out: string, before: Before): void {
    if (before === 'nothing') return;
    const there = before === 'same' ? 'new' : 'old';
    mkdirSync(out, { recursive: true });
    writeFileSync(join(out, fileName), contents.get(there)!);
    writeFileSync(join(out, `${fileName}.prov`), provenances.get(there)!);
  }

  async function checkDestination(out: string, plan: Plan): Promise<void> {
    const explain = JSON.stringify(plan);
    const names = existsSync(out) ? readdirSync(out) : [];
    const leftovers = names.filter(name => name !== fileName && name !== `${fileName}.prov`);
    assert.ok(
      leftovers.every(name => /^\..*\.tmp$/.test(name)),
      `${explain}: ${leftovers.join(' ')}`,
    );
    const archive = names.includes(fileName) ? readFileSync(join(out, fileName)) : undefined;
    if (plan.before !== 'nothing') assert.ok(archive, `${explain}: the package is gone`);
    if (archive === undefined) {
      assert.ok(!names.includes(`${fileName}.prov`), `${explain}: provenance without a package`);
      return;
    }
    const allowed = [...(plan.before === 'other' ? ['old'] : []), 'new'];
    assert.ok(
      allowed.some(name => archive.equals(contents.get(name)!)),
      `${explain}: neither the old nor the new package`,
    );
    if (!names.includes(`${fileName}.prov`)) return;
    const report = await verifyProvenance({
      archive,
      fileName,
      archiveMetadata: loadArchive(archive).metadata,
      provenance: readFileSync(join(out, `${fileName}.prov`)),
      keyring: readKeyring(readFileSync(join(keys, 'gpg-nistp256.pub.gpg'))).keys.map(key => ({
        ...key,
        trusted: true,
      })),
      now: new Date(),
    });
    assert.equal(report.verdict, 'trusted', explain);
  }

  it(`${runs} times at every call that writes, leaves a whole package and never a wrong provenance`, async () => {
    const plans: Plan[] = [];
    for (const before of ['nothing', 'other', 'same'] as const) {
      const out = join(home, `count-${before}`);
      prepare(out, before);
      const { code, calls } = await run('new', out);
      assert.equal(code, 0);
      assert.ok(calls >= 4, `only ${calls} calls were seen`);
      for (let killAt = 1; killAt <= calls; killAt++)
        for (const when of ['before', 'half', 'after'] as const) plans.push({ before, killAt, when });
    }
    let killed = 0;
    const lanes = [0, 1, 2, 3].map(async lane => {
      for (let index = lane; index < runs; index += 4) {
        const plan = plans[index % plans.length]!;
        const out = join(home, `out-${index}`);
        prepare(out, plan.before);
        const { code } = await run('new', out, plan);
        if (code === null) killed++;
        await checkDestination(out, plan);
        rmSync(out, { recursive: true, force: true });
      }
    });
    await Promise.all(lanes);
    assert.equal(killed, runs);
  });
});
