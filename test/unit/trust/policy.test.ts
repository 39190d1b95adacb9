import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChartReleaseError } from '../../../src/core/errors';
import { Policies, parsePolicy } from '../../../src/core/trust/policy';
import { policyFiles } from '../../../src/node/policyFiles';

const fingerprint = '0123 4567 89ab cdef 0123  4567 89ab cdef 0123 4567';
const canonical = '0123456789ABCDEF0123456789ABCDEF01234567';

describe('a policy file', () => {
  it('names signers, places and a size', () => {
    const policy = parsePolicy(
      `requiredSigners:\n  - "${fingerprint}"\nallowedDestinations:\n  - oci://registry.example.com/charts\n  - https://charts.example.com\nmaximumPackageSize: 2 MiB\n`,
      'p',
    );
    assert.deepEqual(policy, {
      path: 'p',
      requiredSigners: [canonical],
      allowedDestinations: [
        { kind: 'registry', path: 'registry.example.com/charts' },
        { kind: 'repository', url: 'https://charts.example.com' },
      ],
      maximumPackageBytes: 2 * 1024 * 1024,
    });
  });

  it('keeps a fingerprint of digits only as it is written', () => {
    const digits = '0123456789012345678901234567890123456789';
    assert.deepEqual(parsePolicy(`requiredSigners: [${digits}]`, 'p').requiredSigners, [digits]);
  });

  it('demands nothing when it is empty', () => {
    assert.deepEqual(parsePolicy('# nothing yet\n', 'p'), { path: 'p' });
  });

  const broken = [
    ['requiredSigner: []', /unknownField requiredSigner/, 1],
    ['\nmaximumPackageSize: 1\nmaximumPackageSize: 2', /repeatedField/, 3],
    ['requiredSigners: [0123456789ABCDEF]', /notAFingerprint/, 1],
    ['requiredSigners: me', /notAList/, 1],
    ['allowedDestinations: [chart:shop]', /notADestination/, 1],
    ['allowedDestinations: ["*"]', /notADestination/, 1],
    ['maximumPackageSize: lots', /notASize/, 1],
    ['maximumPackageSize: -1', /notASize/, 1],
    ['maximumPackageSize: {}', /notASize/, 1],
    ['- a', /notAMap/, 1],
    ['a: [', /yaml/, 1],
  ] as const;
  for (const [text, reason, line] of broken) {
    it(`is an error, not a missing demand, when it reads ${JSON.stringify(text)}`, () => {
      assert.throws(
        () => parsePolicy(text, 'p'),
        error =>
          ChartReleaseError.is(error, 'policy.malformed') &&
          reason.test(error.details.reason) &&
          error.details.line === line,
      );
    });
  }
});

describe('several policies', () => {
  const loose = parsePolicy(`requiredSigners: [${canonical}]\nmaximumPackageSize: 1 GiB`, 'loose');
  const strict = parsePolicy('requiredSigners: []\nmaximumPackageSize: 1 KiB\nallowedDestinations: []', 'strict');

  it('all hold: none lifts what another demands', () => {
    for (const all of [
      [loose, strict],
      [strict, loose],
    ]) {
      const policies = new Policies(all);
      assert.throws(
        () => policies.requireSize(2000),
        error => ChartReleaseError.is(error, 'policy.packageTooLarge') && error.details.path === 'strict',
      );
      assert.throws(
        () => policies.requireSigner(canonical),
        error => ChartReleaseError.is(error, 'policy.signerNotAllowed') && error.details.path === 'strict',
      );
      assert.throws(
        () => policies.requireDestination({ registry: 'registry.example.com/charts/shop' }),
        error => ChartReleaseError.is(error, 'policy.destinationNotAllowed'),
      );
    }
    new Policies([loose]).requireSigner(canonical);
    new Policies([loose]).requireDestination({ registry: 'anywhere/shop' });
  });
});

describe('policy files', () => {
  let root: string;
  before(() => {
    root = mkdtempSync(join(tmpdir(), 'policy-'));
    mkdirSync(join(root, 'repository', '.git'), { recursive: true });
    mkdirSync(join(root, 'repository', 'charts', 'shop'), { recursive: true });
    mkdirSync(join(root, 'elsewhere'));
    writeFileSync(join(root, '.chart-release.yaml'), 'maximumPackageSize: 1');
    writeFileSync(join(root, 'repository', '.chart-release.yaml'), 'maximumPackageSize: 100');
    writeFileSync(join(root, 'repository', 'charts', '.chart-release.yaml'), 'maximumPackageSize: 10');
  });
  after(() => {
    rmSync(root, { recursive: true, force: true });
  });

  it('hold from the chart up to the root of its repository, and for the folder where the user works', async () => {
    const sizes = async (directory: string, working: string[] = []) =>
      (await policyFiles(() => working).policiesFor(directory)).all.map(policy => policy.maximumPackageBytes);
    assert.deepEqual(await sizes(join(root, 'repository', 'charts', 'shop')), [10, 100]);
    assert.deepEqual(await sizes(join(root, 'repository')), [100]);
    assert.deepEqual(await sizes(join(root, 'repository'), [join(root, 'repository', 'charts')]), [100, 10]);
  });
});
