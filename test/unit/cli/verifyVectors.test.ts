import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pgpVectors, provVectors } from '../provenance/vectors';
import { cli } from './cli';

const root = 'test/fixtures/vectors';

/** The verdicts of the documented JSON; there are no others. */
const verdicts = new Set([
  'trusted',
  'untrusted-key',
  'unknown-key',
  'expired-key',
  'revoked-key',
  'weak',
  'bad-signature',
  'digest-mismatch',
  'malformed',
  'unsigned',
]);

interface Outcome {
  readonly ok: boolean;
  readonly message: string;
}

interface Document {
  readonly verdict: string;
  readonly checks: readonly { readonly id: string; readonly ok: boolean; readonly message: string }[];
  readonly signer: object | null;
  readonly helm3: Outcome;
  readonly helm4: Outcome;
}

/** `recommended` is to warn, and the verdict is `trusted` all the same. An entry that is not needed fails the test. */
const trustedWithWarning: ReadonlyMap<string, string> = new Map([
  [
    'g-truncated-last',
    'the ring is damaged behind the signer, whose own key is whole: `keys list` tells of the damage',
  ],
  ['g-junk-suffix', 'as g-truncated-last'],
  ['g-secret', 'the ring holds secret keys: `keys list` tells so, the verdict is about the public key'],
]);

/** `trusted` although Helm 4 says no: what stops it is not about the signature. */
const verifiedAllTheSame: ReadonlyMap<string, string> = new Map([
  ['keyring-armored', 'Helm reads binary rings only'],
  ['keyring-kbx', 'as keyring-armored'],
  ['keyring-trailing-garbage', 'damage behind the keys hides none of them here; Helm then reads no key at all'],
  ['archive-tar-gz-ext', 'Helm looks only at files that are named .tgz'],
  ['archive-no-ext', 'as archive-tar-gz-ext'],
]);

/** `verify --json` in a folder that holds the package, its provenance and the keyring, as far as there are any. */
async function verify(home: string, files: { archive: string; prov: string; keyring: string }): Promise<Document> {
  const name = basename(files.archive);
  const copies = [
    [files.archive, name],
    [files.prov, `${name}.prov`],
    [files.keyring, 'ring'],
  ] as const;
  for (const [from, to] of copies) if (existsSync(join(root, from))) copyFileSync(join(root, from), join(home, to));
  const run = await cli(home, ['verify', name, '--keyring', 'ring', '--json']);
  const document = JSON.parse(run.stdout) as Document;
  assert.equal(run.code, document.verdict === 'trusted' ? 0 : 1);
  checkShape(document);
  return document;
}

function checkShape(document: Document): void {
  assert.ok(verdicts.has(document.verdict), document.verdict);
  assert.ok(document.checks.length > 0);
  for (const check of document.checks) {
    assert.deepEqual(
      [typeof check.id, typeof check.ok, typeof check.message],
      ['string', 'boolean', 'string'],
      JSON.stringify(check),
    );
    assert.notEqual(check.message, '');
  }
  for (const outcome of [document.helm3, document.helm4])
    assert.deepEqual([typeof outcome.ok, typeof outcome.message], ['boolean', 'string']);
  if (document.verdict === 'trusted')
    assert.ok(document.checks.every(check => check.ok) && document.signer !== null, JSON.stringify(document.checks));
}

describe('verify --json', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'verify-vector-'));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  for (const vector of provVectors) {
    it(`foretells both Helms for prov/${vector.name}`, async () => {
      const files = {
        archive: `prov/${vector.archive}`,
        prov: `prov/${vector.prov}`,
        keyring: `prov/${vector.keyring}`,
      };
      const { verdict, helm3, helm4 } = await verify(home, files);
      assert.deepEqual([helm3.ok, helm4.ok], [vector.helm3.ok, vector.helm4.ok]);
      if (vector.name === 'archive-empty') assert.equal(verdict, 'malformed');
      if (!vector.helm4.ok && !verifiedAllTheSame.has(vector.name)) assert.notEqual(verdict, 'trusted');
    });
  }

  for (const vector of pgpVectors) {
    it(`foretells both Helms for pgp/${vector.id}, and is to ${vector.recommended}`, async () => {
      const { verdict, checks, helm3, helm4 } = await verify(home, {
        archive: `pgp/${vector.chart}`,
        prov: `pgp/${vector.prov}`,
        keyring: `pgp/${vector.keyring}`,
      });
      assert.deepEqual([helm3.ok, helm4.ok], [vector.expected.helm3 === 'accept', vector.expected.helm4 === 'accept']);
      const failed = checks.filter(check => !check.ok);
      if (vector.recommended === 'accept') assert.deepEqual([verdict, failed], ['trusted', []]);
      else if (trustedWithWarning.has(vector.id)) assert.equal(verdict, 'trusted');
      else assert.notEqual(verdict, 'trusted');
      if (vector.recommended === 'reject') assert.notDeepEqual(failed, []);
    });
  }

  it('needs each of its exceptions', () => {
    const warned = pgpVectors.filter(vector => vector.recommended === 'warn').map(vector => vector.id);
    for (const id of trustedWithWarning.keys()) assert.ok(warned.includes(id), id);
    const refused = provVectors.filter(vector => !vector.helm4.ok).map(vector => vector.name);
    for (const name of verifiedAllTheSame.keys()) assert.ok(refused.includes(name), name);
  });
});
