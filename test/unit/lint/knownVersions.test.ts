import assert from 'node:assert/strict';
import type { KnownVersions } from '../../../src/core/lint/checkKnownVersions';
import { checkKnownVersions, newestVersions } from '../../../src/core/lint/checkKnownVersions';
import type { RuleRow } from '../../support/ruleRows';
import { checkRow } from '../../support/ruleRows';

const head = 'apiVersion: v2\nname: demo\nversion: 1.4.0\nhome: https://demo.example\nappVersion: "2.1"\n';
const known: KnownVersions = {
  versionsOf: (repository, name) =>
    repository !== 'https://charts.example' ? undefined : name === 'web' ? ['3.0.0-rc.1', '2.4.1', '1.9.0'] : [],
  published: [
    { where: 'other', metadata: { apiVersion: 'v2', name: 'demo', version: '1.4.0', home: 'https://else.example' } },
    {
      where: 'shop',
      metadata: { apiVersion: 'v2', name: 'demo', version: '1.4.0', home: 'https://demo.example', appVersion: '2.0' },
    },
  ],
};
const dependency = (name: string, version: string): string =>
  `${head.replace('1.4.0', '1.4.1')}dependencies:\n  - name: ${name}\n    version: ${version}\n    repository: https://charts.example\n`;

const rows: readonly RuleRow[] = [
  {
    code: 'dependencies/no-version-fits',
    text: dependency('web', '⟦^3.0.0⟧'),
    message: 'No known version of web satisfies ^3.0.0; the newest is 2.4.1.',
    fixed: dependency('web', '^2.4.1'),
  },
  {
    code: 'dependencies/unknown-chart',
    text: dependency('⟦wbe⟧', '^2.0.0'),
    message: 'https://charts.example, as it was last fetched, has no chart wbe.',
  },
  {
    code: 'chart/version-published',
    text: head.replace('1.4.0', '⟦1.4.0⟧'),
    message: '1.4.0 is published in shop with other contents (appVersion differs): raise the version.',
  },
];

describe('what caches know of published charts', () => {
  for (const row of rows)
    it(`${row.code}: ${row.message}`, () => checkRow(row, text => checkKnownVersions(text, known)));

  it('says nothing of repositories that were never fetched, and of a version that is published as it is', () => {
    const silent = (text: string): void => assert.deepEqual(checkKnownVersions(text, known), []);
    silent(dependency('web', '^2.0.0'));
    silent(dependency('web', '^9.0.0').replace('charts.example', 'elsewhere.example'));
    silent(head.replace('"2.1"', '"2.0"'));
    silent(head.replace('demo.example', 'mine.example'));
    silent('- no map\n');
  });

  it('gives the newest release, and the newest in a range as Helm takes it', () => {
    const versions = ['1.0.0', '2.0.0', '3.0.0-rc.1', '1.10.0', 'latest'];
    assert.deepEqual(newestVersions(versions, '^1.0.0'), { newest: '2.0.0', inRange: '1.10.0' });
    assert.deepEqual(newestVersions(versions, '>=1-0'), { newest: '2.0.0', inRange: '3.0.0-rc.1' });
    assert.deepEqual(newestVersions(versions, 'new'), { newest: '2.0.0', inRange: undefined });
    assert.deepEqual(newestVersions(['1.0.0-a'], '*'), { newest: '1.0.0-a', inRange: undefined });
    assert.deepEqual(newestVersions([], '*'), { newest: undefined, inRange: undefined });
  });
});
