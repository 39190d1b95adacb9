import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quietContext } from '../../src/core/context';
import { fileStore } from '../../src/node/fileStore';
import { packageFolder } from '../../src/node/packageFolder';
import { systemClock } from '../../src/node/systemClock';
import { generateIndex } from '../../src/workflows/generateIndex';
import { helm, mustPass } from '../support/helm';

const inputs = 'test/fixtures/vectors/index/inputs/repo';

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

function masked(path: string): string {
  return readFileSync(path, 'utf8').replace(/((?:created|generated)"?: )"\d[^"]*"/g, '$1TIME');
}
