import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodePorts } from '../../support/nodePorts';
import { readKeyring } from '../../../src/core/provenance/readKeyring';
import type { ChartOrigin } from '../../../src/core/trust/scope';
import { sourceName } from '../../../src/core/trust/scope';
import { sourceMemory } from '../../../src/node/sourceMemory';
import type { SourceChange } from '../../../src/workflows/ports';
import { verifyBytes } from '../../../src/workflows/verifyChart';

const vectors = 'test/fixtures/vectors/pgp';
const bytes = (path: string) => new Uint8Array(readFileSync(join(vectors, path)));
const archive = bytes('charts/demo-1.2.3.tgz');
const signed = {
  rsa: bytes('v/a-gpg-rsa3072/demo-1.2.3.tgz.prov'),
  ed: bytes('v/a-gpg-ed25519/demo-1.2.3.tgz.prov'),
};
const key = (name: string) => readKeyring(bytes(`keys/${name}.pub.gpg`)).keys[0]!;
const rsa = key('gpg-rsa3072');
const ed = key('gpg-ed25519');
const origin: ChartOrigin = { registry: 'registry.example.com/charts/demo' };

describe('the memory of who signed what came from a place', () => {
  let directory: string;
  let path: string;
  let changes: SourceChange[];
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'sources-'));
    path = join(directory, 'sources.jsonl');
    changes = [];
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  async function verify(provenance: Uint8Array | undefined, trusted: readonly (typeof rsa)[], from = origin) {
    const sources = sourceMemory(path, change => changes.push(change));
    const known = [rsa, ed].filter(each => trusted.includes(each));
    const ports = { ...nodePorts(known.map(each => ({ ...each, trusted: true }))), sources };
    return verifyBytes(ports, archive, provenance, 'demo-1.2.3.tgz', { directory, origin: from });
  }

  it('says nothing while the signer stays the same', async () => {
    for (let time = 0; time < 3; time++) assert.equal((await verify(signed.rsa, [rsa])).verdict, 'trusted');
    assert.deepEqual(changes, []);
    assert.equal(readFileSync(path, 'utf8').split('\n').length, 2, 'one line');
  });

  it('is loud about another key, known or not, and does not learn from it', async () => {
    await verify(signed.rsa, [rsa]);
    for (let time = 0; time < 2; time++) {
      const report = await verify(signed.ed, [rsa]);
      assert.equal(report.verdict, 'unknown-key');
      const check = report.checks.find(({ code }) => code === 'key.otherThanBefore');
      assert.deepEqual([check?.state, check?.args], ['warned', { earlier: rsa.info.fingerprint }]);
    }
    assert.equal(changes.length, 2);
    assert.deepEqual(changes[0]!.earlier, [rsa.info.fingerprint]);
    assert.ok(ed.info.fingerprint.endsWith(changes[0]!.now ?? '-'));
  });

  it('is loud when the signature is gone', async () => {
    await verify(signed.rsa, [rsa]);
    const report = await verify(undefined, [rsa]);
    assert.deepEqual([report.verdict, report.checks[0]?.code], ['unsigned', 'provenance.removed']);
    assert.deepEqual(changes, [
      { source: 'oci://registry.example.com/charts/demo', earlier: [rsa.info.fingerprint], now: undefined },
    ]);
  });

  it('notes in the report that a key which the user trusts took over, and knows both from then on', async () => {
    await verify(signed.rsa, [rsa]);
    const report = await verify(signed.ed, [rsa, ed]);
    assert.equal(report.verdict, 'trusted');
    assert.equal(report.checks.find(({ code }) => code === 'key.otherThanBefore')?.state, 'passed');
    const again = await verify(signed.ed, [rsa, ed]);
    assert.equal(
      again.checks.some(({ code }) => code === 'key.otherThanBefore'),
      false,
    );
    assert.deepEqual(changes, []);
  });

  it('keeps places apart, and knows none for a file', async () => {
    await verify(signed.rsa, [rsa]);
    await verify(signed.ed, [rsa], { registry: 'registry.example.com/other/demo' });
    await verify(signed.ed, [rsa], {});
    assert.deepEqual(changes, []);
  });

  it('passes over lines that are cut off', async () => {
    await verify(signed.rsa, [rsa]);
    appendFileSync(path, '{"source":"oci://reg');
    assert.deepEqual(await sourceMemory(path, () => {}).fingerprints('oci://registry.example.com/charts/demo'), [
      rsa.info.fingerprint,
    ]);
  });

  it('names a place in one way', () => {
    const names = [
      { registry: 'Registry.example.com/charts' },
      { registry: 'oci://registry.example.com/charts/demo' },
      { repository: 'https://charts.example.com/stable/' },
      { repository: '/a/folder' },
      {},
    ];
    assert.deepEqual(
      names.map(place => sourceName(place, 'demo')),
      [
        'oci://registry.example.com/charts/demo',
        'oci://registry.example.com/charts/demo',
        'https://charts.example.com/stable#demo',
        undefined,
        undefined,
      ],
    );
  });
});
