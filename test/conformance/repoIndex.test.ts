import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quietContext } from '../../src/core/context';
import { fileStore } from '../../src/node/fileStore';
import { packageFolder } from '../../src/node/packageFolder';
import { systemClock } from '../../src/node/systemClock';
import { generateIndex } from '../../src/workflows/generateIndex';
import { writeGeneratedPackages } from '../support/generatedPackages';
import { helm, mustPass } from '../support/helm';

const inputs = 'test/fixtures/vectors/index/inputs/repo';

/** What Go takes for a URL is joined as one, the others as paths. */
const oddAddresses = [
  'http://[bad',
  'http://h:x/y',
  'http://[::1]:80/y',
  'http://h%20x/y',
  '//h/x',
  '?q=1',
  'x:y',
  '../up',
];

describe('an index beside helm repo index', function () {
  this.timeout(120_000);
  let home: string;
  beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'index-'))));
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const cases = [
    ['plain', [], {}],
    ['with an address', ['--url', 'https://example.com/a b/?x=1'], { baseUrl: 'https://example.com/a b/?x=1' }],
    ['with a relative address', ['--url', 'charts'], { baseUrl: 'charts' }],
    ['as JSON', ['--json'], { syntax: 'json' }],
    ...oddAddresses.map(baseUrl => [`with the address ${baseUrl}`, ['--url', baseUrl], { baseUrl }] as const),
  ] as const;
  for (const version of ['3.17.1', '4.1.4'] as const) {
    for (const [name, flags, request] of cases) {
      it(`is the same but for times: ${name}, Helm ${version}`, async () => {
        const theirs = join(home, 'theirs');
        const ours = join(home, 'ours');
        for (const folder of [theirs, ours]) cpSync(inputs, folder, { recursive: true });
        const run = await helm(version, home);
        mustPass(await run('repo', 'index', theirs, ...flags));
        await generateIndex(
          { store: fileStore(), packages: packageFolder, clock: systemClock },
          { directory: ours, baseUrl: '', syntax: 'yaml', ...request },
          quietContext,
        );
        assert.equal(masked(join(ours, 'index.yaml')), masked(join(theirs, 'index.yaml')));
      });
    }
  }
});

describe('an index of generated packages beside helm repo index', function () {
  this.timeout(240_000);
  let home: string;
  beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'index-'))));
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  const flagSets = [
    ['plain', [], {}],
    ['--url', ['--url', 'https://example.com/charts'], { baseUrl: 'https://example.com/charts' }],
    ['--json', ['--json'], { syntax: 'json' }],
  ] as const;
  for (const count of [1, 100, 1000]) {
    it(`is the same but for times, with ${count} packages, by both Helms, plain, --url, --json and --merge`, async () => {
      const packages = join(home, 'packages');
      writeGeneratedPackages(packages, count);
      const older = join(home, 'older.yaml');
      writeFileSync(older, olderIndex);
      const ports = { store: fileStore(), packages: packageFolder, clock: systemClock };
      const path = join(packages, 'index.yaml');
      const merging = ['--merge', ['--merge', older], { merge: older }] as const;
      for (const [name, flags, request] of [...flagSets, merging]) {
        await generateIndex(ports, { directory: packages, baseUrl: '', syntax: 'yaml', ...request }, quietContext);
        const ours = masked(path);
        for (const version of ['3.17.1', '4.1.4'] as const) {
          rmSync(path);
          const run = await helm(version, home);
          mustPass(await run('repo', 'index', packages, ...flags));
          assert.equal(ours, masked(path), `${name}, Helm ${version}`);
        }
      }
    });
  }
});

/** Nothing that Helm's own merge would lose. */
const olderIndex = `apiVersion: v1
entries:
  chart-1:
  - apiVersion: v2
    created: "2020-01-01T00:00:00Z"
    digest: ab
    name: chart-1
    urls:
    - https://old.example.com/chart-1-77.0.0.tgz
    version: 77.0.0
  other:
  - apiVersion: v1
    created: "2020-01-01T00:00:00Z"
    name: other
    removed: true
    urls:
    - other-0.1.0.tgz
    version: 0.1.0
generated: "2020-01-01T00:00:00Z"
`;

function masked(path: string): string {
  return readFileSync(path, 'utf8').replace(/((?:created|generated)"?: )"\d[^"]*"/g, '$1TIME');
}
