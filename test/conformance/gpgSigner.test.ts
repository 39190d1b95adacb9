import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChartReleaseError } from '../../src/core/errors';
import type { GpgFailure } from '../../src/core/errors';
import { quietContext } from '../../src/core/context';
import { exportKeyring } from '../../src/core/provenance/exportKeyring';
import { listGpgSecretKeys } from '../../src/node/gpg/gpgKeys';
import type { GpgSecretKey } from '../../src/node/gpg/gpgKeys';
import { gpgSigner } from '../../src/node/gpg/gpgSigner';
import { packageChart } from '../../src/workflows/packageChart';
import { signChart } from '../../src/workflows/signChart';
import { verifyChart } from '../../src/workflows/verifyChart';
import { TestGnupg, runProgram } from '../support/gnupg';
import { helm } from '../support/helm';
import { nodePorts } from '../support/nodePorts';
import { writePinentry } from '../support/pinentry';
import { makeTokenKey, startTokenAgent, tokenPin } from '../support/token';

const passphrase = 'for this test only';
const { signal } = new AbortController();

describe("signing with the user's gpg", function () {
  this.timeout(300_000);
  let home: string;
  let archivePath: string;

  before(async () => {
    home = mkdtempSync(join(tmpdir(), 'gpg-signer-'));
    mkdirSync(join(home, 'shop'));
    writeFileSync(
      join(home, 'shop', 'Chart.yaml'),
      'apiVersion: v2\nname: shop\nversion: 1.0.0\ndescription: "- a dash"\n',
    );
    const request = { directory: join(home, 'shop'), destination: home, times: 'reproducible' as const };
    archivePath = (await packageChart(nodePorts([]), request, quietContext)).path;
  });
  after(() => rmSync(home, { recursive: true, force: true }));

  async function keyOf(gnupg: TestGnupg, fingerprint: string): Promise<GpgSecretKey> {
    const key = (await listGpgSecretKeys(gnupg.gpg, signal)).find(({ info }) => info.fingerprint === fingerprint);
    assert.ok(key, 'gpg lists the key');
    return key;
  }

  /** Signs the package, and lets us and both Helms say what they think of it. */
  async function signAndVerify(gnupg: TestGnupg, key: GpgSecretKey, secret: { passphrase?: string }): Promise<void> {
    const signer = gpgSigner({ gpg: gnupg.gpg, key: key.info, publicBytes: key.publicBytes, ...secret });
    await signChart(nodePorts([]), archivePath, signer, quietContext);
    const report = await verifyChart(nodePorts([{ ...key, trusted: true }]), archivePath, quietContext);
    assert.equal(report.verdict, 'trusted', JSON.stringify(report.checks));
    writeFileSync(join(home, 'ring.gpg'), exportKeyring([key], { for: 'helm' }));
    for (const version of ['3.17.1', '4.1.4'] as const) {
      const run = await (await helm(version, home))('verify', archivePath, '--keyring', join(home, 'ring.gpg'));
      assert.equal(run.code, 0, run.stderr);
      assert.match(run.stdout, new RegExp(`Using Key With Fingerprint: ${key.info.fingerprint}`));
    }
  }

  const failsWith = (reason: GpgFailure) => (error: unknown) =>
    ChartReleaseError.is(error, 'gpg.failed') && (assert.equal(error.details.reason, reason), true);

  describe('and its agent', () => {
    let gnupg: TestGnupg;
    let key: GpgSecretKey;
    const sign = (secret: { passphrase?: string } = {}, abort: AbortSignal = signal) =>
      gpgSigner({ gpg: gnupg.gpg, key: key.info, publicBytes: key.publicBytes, ...secret }).sign(
        new TextEncoder().encode('text\r\nof lines'),
        abort,
      );

    before(async () => {
      gnupg = new TestGnupg();
      key = await keyOf(gnupg, await gnupg.generate('Agent Key <agent@example.com>', 'rsa3072', passphrase));
    });
    beforeEach(() => gnupg.endAgent());
    after(() => gnupg.remove());

    it('gives a provenance that both Helms verify, the passphrase asked for by pinentry', async () => {
      gnupg.configureAgent(`pinentry-program ${writePinentry(gnupg.home, { answer: passphrase })}\n`);
      await signAndVerify(gnupg, key, {});
    });

    it('gives a provenance that both Helms verify, the passphrase asked for by us', async () => {
      await signAndVerify(gnupg, key, { passphrase });
    });

    it('is not led astray by a gpg.conf that changes signatures', async () => {
      writeFileSync(join(gnupg.home, 'gpg.conf'), 'digest-algo SHA1\nnot-dash-escaped\ndefault-sig-expire 1d\n');
      await signAndVerify(gnupg, key, { passphrase });
      rmSync(join(gnupg.home, 'gpg.conf'));
    });

    it('says that a passphrase is wrong, so that it can be asked for again', async () => {
      await assert.rejects(sign({ passphrase: 'wrong' }), error => ChartReleaseError.is(error, 'key.wrongPassphrase'));
    });

    it('is cancelled, not failed, when the user cancels at the pinentry', async () => {
      gnupg.configureAgent(`pinentry-program ${writePinentry(gnupg.home, 'cancel')}\n`);
      await assert.rejects(sign(), { name: 'AbortError' });
    });

    it('says that no pinentry can ask', async () => {
      gnupg.configureAgent(`pinentry-program ${join(gnupg.home, 'missing')}\n`);
      await assert.rejects(sign(), failsWith('noPinentry'));
    });

    it('says that the agent takes no passphrase from us', async () => {
      gnupg.configureAgent('no-allow-loopback-pinentry\n');
      await assert.rejects(sign({ passphrase }), failsWith('loopbackRefused'));
    });

    it('ends the waiting pinentry with the signature that is cancelled, and the next one works', async () => {
      gnupg.configureAgent(`pinentry-program ${writePinentry(gnupg.home, 'wait')}\n`);
      const abort = new AbortController();
      const signing = sign({}, abort.signal);
      const waiting = async () => (await runProgram('pgrep', ['-f', join(gnupg.home, 'pinentry-wait')])).code === 0;
      const started = Date.now();
      const isAsking = async () =>
        (
          await runProgram('gpg-connect-agent', ['--homedir', gnupg.home, '--no-autostart', 'GETINFO pid', '/bye'])
        ).stdout.includes('OK') && (await waitingSleep());
      while (!(await isAsking()) && Date.now() - started < 60_000)
        await new Promise(resolve => setTimeout(resolve, 50));
      // Another signature waits for this one; its own cancel does not.
      const second = new AbortController();
      const queued = sign({}, second.signal);
      second.abort();
      await assert.rejects(queued, { name: 'AbortError' });
      abort.abort();
      await assert.rejects(signing, { name: 'AbortError' });
      assert.equal(await waiting(), false);
      await gnupg.endAgent();
      gnupg.configureAgent('');
      assert.ok((await sign({ passphrase })).length > 0);

      /** The script has become `sleep`, so it is found by its parent, the agent of this home. */
      async function waitingSleep(): Promise<boolean> {
        const agent = await runProgram('pgrep', ['-f', `gpg-agent --homedir ${gnupg.home}`]);
        const pid = agent.stdout.toString('utf8').trim().split('\n')[0] ?? '';
        return pid !== '' && (await runProgram('pgrep', ['-P', pid])).code === 0;
      }
    });

    it('says that the key is not there', async () => {
      const other = new TestGnupg();
      const signer = gpgSigner({ gpg: other.gpg, key: key.info, publicBytes: key.publicBytes, passphrase });
      await assert.rejects(signer.sign(new Uint8Array([65]), signal), failsWith('noSecretKey'));
      await other.remove();
    });

    it('says that there is no such program', async () => {
      const gpg = { program: join(gnupg.home, 'missing') };
      const signer = gpgSigner({ gpg, key: key.info, publicBytes: key.publicBytes });
      await assert.rejects(signer.sign(new Uint8Array([65]), signal), failsWith('cannotStart'));
    });

    it('lists the keys it can sign with, and no secret passes', async () => {
      const keys = await listGpgSecretKeys(gnupg.gpg, signal);
      assert.deepEqual(
        keys.map(({ info, location }) => [info.fingerprint, info.hasSecret, location]),
        [[key.info.fingerprint, false, 'agent']],
      );
    });
  });

  describe('and a key inside a PKCS#11 token', () => {
    let gnupg: TestGnupg;
    let key: GpgSecretKey;
    before(async () => {
      gnupg = new TestGnupg();
      key = await keyOf(gnupg, await makeTokenKey(gnupg, 'Token Key'));
    });
    after(() => gnupg.remove());

    it('gives a provenance that both Helms verify', async () => {
      assert.equal(key.location, 'card');
      await signAndVerify(gnupg, key, { passphrase: tokenPin });
    });

    it('says that the PIN is wrong, and does not try again by itself', async () => {
      await gnupg.endAgent();
      await startTokenAgent(gnupg);
      const signer = gpgSigner({ gpg: gnupg.gpg, key: key.info, publicBytes: key.publicBytes, passphrase: '00000000' });
      await assert.rejects(signer.sign(new Uint8Array([65]), signal), failsWith('wrongPin'));
    });
  });
});
