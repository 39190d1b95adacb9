import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChartReleaseError } from '../../../src/core/errors';
import { quietContext } from '../../../src/core/context';
import { nodeFetch } from '../../../src/node/http/nodeFetch';
import { noSecrets, repositoryPorts } from '../../../src/node/repositories/repositoryPorts';
import { gateChart } from '../../../src/workflows/repository/installChart';
import { nodePorts } from '../../support/nodePorts';

describe('the gate before an installation', () => {
  let work: string;
  before(() => {
    work = mkdtempSync(join(tmpdir(), 'gate-'));
    copyFileSync('test/fixtures/vectors/pgp/charts/demo-1.2.3.tgz', join(work, 'demo-1.2.3.tgz'));
  });
  after(() => rmSync(work, { recursive: true, force: true }));

  it("goes by the user's word for an unsigned chart, but not where a policy names signers", async () => {
    let asked = 0;
    const environment = { HOME: work };
    const fetch = nodeFetch({ environment });
    const ports = {
      ...nodePorts([]),
      ...repositoryPorts({ environment, currentDirectory: work, fetch, secrets: noSecrets }),
    };
    const gate = () =>
      gateChart(
        ports,
        {
          reference: './demo-1.2.3.tgz',
          localFrom: work,
          directory: join(work, 'verified'),
          policyDirectory: work,
          override: () => Promise.resolve(++asked > 0),
        },
        quietContext,
      );
    assert.equal((await gate()).overridden, true);
    writeFileSync(join(work, '.chart-release.yaml'), `requiredSigners: ["${'A'.repeat(40)}"]`);
    await assert.rejects(gate(), error => ChartReleaseError.is(error, 'verify.refused'));
    assert.equal(asked, 1);
  });
});
