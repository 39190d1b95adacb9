import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChartReleaseError } from '../../../src/core/errors';
import { quietContext } from '../../../src/core/context';
import { readKeyring } from '../../../src/core/provenance/readKeyring';
import type { LocalRegistry } from '../../../src/node/localRegistry/localRegistry';
import { startLocalRegistry } from '../../../src/node/localRegistry/localRegistry';
import { pullChart } from '../../../src/workflows/pullChart';
import { pushChart } from '../../../src/workflows/pushChart';
import { nodePorts } from '../../support/nodePorts';

const vectors = 'test/fixtures/vectors/pgp';
const key = readKeyring(new Uint8Array(readFileSync(join(vectors, 'keys/gpg-rsa3072.pub.gpg')))).keys[0]!;
const ports = nodePorts([{ ...key, trusted: true }]);

describe('pulling under a policy', () => {
  let work: string;
  let destination: string;
  let registry: LocalRegistry;
  before(async () => {
    work = mkdtempSync(join(tmpdir(), 'pull-policy-'));
    registry = await startLocalRegistry({ directory: join(work, 'content'), log: quietContext.log });
    const archivePath = join(work, 'demo-1.2.3.tgz');
    copyFileSync(join(vectors, 'charts/demo-1.2.3.tgz'), archivePath);
    await pushChart(ports, { archivePath, target: `oci://${new URL(registry.url).host}/unsigned` }, quietContext);
    copyFileSync(join(vectors, 'v/a-gpg-rsa3072/demo-1.2.3.tgz.prov'), `${archivePath}.prov`);
    await pushChart(ports, { archivePath, target: `oci://${new URL(registry.url).host}/signed` }, quietContext);
  });
  after(async () => {
    await registry.close();
    rmSync(work, { recursive: true, force: true });
  });
  beforeEach(() => {
    destination = join(work, 'here');
    mkdirSync(destination);
  });
  afterEach(() => rmSync(destination, { recursive: true }));

  const policy = (text: string) => writeFileSync(join(destination, '.chart-release.yaml'), text);
  const pull = (place: string) => {
    const reference = { host: new URL(registry.url).host, repository: `${place}/demo`, tag: '1.2.3' };
    const choices = { verify: 'no', keepProvenance: true, replace: false } as const;
    return pullChart(ports, { reference, destination, ...choices }, quietContext);
  };
  const refused = (code: 'policy.packageTooLarge' | 'verify.refused', verdict?: string) => (error: unknown) =>
    ChartReleaseError.is(error, code) &&
    (verdict === undefined || ('verdict' in error.details && error.details.verdict === verdict)) &&
    !existsSync(join(destination, 'demo-1.2.3.tgz'));

  it('wants a signature by a signer that it names, also when nobody asked for verification', async () => {
    assert.equal((await pull('unsigned')).report, undefined);
    rmSync(join(destination, 'demo-1.2.3.tgz'));
    policy(`requiredSigners: ["${key.info.fingerprint}"]`);
    await assert.rejects(pull('unsigned'), refused('verify.refused', 'unsigned'));
    assert.equal((await pull('signed')).report?.verdict, 'trusted');
    rmSync(join(destination, 'demo-1.2.3.tgz'));
    policy(`requiredSigners: ["${'0'.repeat(40)}"]`);
    await assert.rejects(pull('signed'), refused('verify.refused', 'untrusted-key'));
  });

  it('refuses what is too large', async () => {
    policy('maximumPackageSize: 10');
    await assert.rejects(pull('signed'), refused('policy.packageTooLarge'));
  });
});
