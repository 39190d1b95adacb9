import assert from 'node:assert/strict';
import { ChartReleaseError } from '../../../src/core/errors';
import { formatTrustScope, isInScope, parseTrustScope } from '../../../src/core/trust/scope';
import type { TrustScope } from '../../../src/core/trust/scope';

const scope = (text: string): TrustScope => {
  const parsed = parseTrustScope(text);
  assert.notEqual(parsed, 'everywhere');
  return parsed as TrustScope;
};

describe('the scope of trust', () => {
  const spellings = [
    ['chart:shop', 'chart:shop'],
    ['registry:Registry.Example.com:5000/charts', 'registry:registry.example.com:5000/charts'],
    ['oci://registry.example.com/charts/', 'registry:registry.example.com/charts'],
    ['registry:oci://localhost:5000', 'registry:localhost:5000'],
    ['repository:https://charts.example.com:443/stable/', 'repository:https://charts.example.com/stable'],
    ['https://charts.example.com', 'repository:https://charts.example.com'],
  ] as const;
  for (const [given, canonical] of spellings) {
    it(`reads ${given} as ${canonical}, and that again`, () => {
      assert.equal(formatTrustScope(scope(given)), canonical);
      assert.deepEqual(scope(canonical), scope(given));
    });
  }

  for (const text of [
    '',
    'shop',
    'chart:',
    'chart:../x',
    'chart:a/b',
    'registry:',
    'registry:host/UPPER/..',
    'registry:host/a:tag',
    'https://user:secret@charts.example.com',
    'https://charts.example.com/?a=b',
    'https://charts.example.com/a%2f..',
    'ftp://charts.example.com',
  ]) {
    it(`refuses ${JSON.stringify(text)} instead of widening it`, () => {
      assert.throws(
        () => parseTrustScope(text),
        error => ChartReleaseError.is(error, 'trust.badScope'),
      );
    });
  }

  it('covers whole path segments only', () => {
    const scopes = [scope('registry:host/charts')];
    const covers = (registry: string) => isInScope(scopes, 'shop', { registry });
    assert.deepEqual(
      ['host/charts', 'oci://HOST/charts/shop', 'host/charts-evil/shop', 'other/charts/shop', 'host'].map(covers),
      [true, true, false, false, false],
    );
  });

  it('does not cover a package whose origin is unknown, unless it is about the name', () => {
    assert.equal(isInScope([scope('https://charts.example.com')], 'shop', {}), false);
    assert.equal(isInScope([scope('chart:shop')], 'shop', {}), true);
    assert.equal(isInScope([scope('chart:shop')], 'Shop', {}), false);
    assert.equal(isInScope([], undefined, {}), true);
  });

  it('is not fooled by a path that climbs out of the repository', () => {
    const scopes = [scope('https://charts.example.com/stable')];
    const covers = (repository: string) => isInScope(scopes, undefined, { repository });
    assert.equal(covers('https://charts.example.com/stable/shop-1.0.0.tgz'), true);
    assert.equal(covers('https://charts.example.com/stable/../incubator/shop-1.0.0.tgz'), false);
    assert.equal(covers('https://charts.example.com/stable/%2e%2e/incubator'), false);
    assert.equal(covers('http://charts.example.com/stable'), false);
  });
});
