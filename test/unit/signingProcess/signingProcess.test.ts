import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { ChartReleaseError } from '../../../src/core/errors';
import { signProvenance } from '../../../src/core/provenance/signProvenance';
import {
  generateKeyInWorker,
  importKeyInWorker,
  localSigner,
  runKeyWorker,
} from '../../../src/node/signingProcess/signingProcess';
import { encodeUtf8 } from '../../../src/util/bytes';
import { sha256 } from '../../../src/util/digest';

const passphrase = 'canary-passphrase-5b1f';

describe('the signing process', function () {
  this.timeout(60_000);
  const { signal } = new AbortController();
  let folder: string;
  let workerPath: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'worker-'));
    workerPath = join(folder, 'worker.cjs');
    const library = resolve('node_modules/openpgp/dist/node/openpgp.min.cjs');
    buildSync({
      entryPoints: ['src/node/worker.ts'],
      outfile: workerPath,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      alias: { openpgp: library },
      external: [library],
    });
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const script = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const signRequest = { kind: 'sign', privateKeyArmored: '', passphrase, bytes: '' } as const;

  it('makes a key, and signs with it what the strict verifier accepts', async () => {
    const key = await generateKeyInWorker(
      workerPath,
      { name: 'A', email: 'a@example.com', algorithm: 'ed25519', passphrase },
      signal,
    );
    assert.match(key.revocationCertificate, /^-----BEGIN PGP PUBLIC KEY BLOCK-----/);
    const local = { workerPath, key: key.info, publicBytes: key.publicBytes, passphrase };
    const text = `name: a\nversion: 1.0.0\n\n...\nfiles:\n  a-1.0.0.tgz: ${sha256(encodeUtf8('a'))}\n`;
    const signer = localSigner({ ...local, privateKey: async () => key.privateKeyArmored });
    assert.ok((await signProvenance(text, signer, signal)).length > 0);

    await assert.rejects(
      localSigner({ ...local, privateKey: async () => undefined }).sign(new Uint8Array(), signal),
      error => ChartReleaseError.is(error, 'key.secretLost'),
    );
    const wrong = localSigner({ ...local, passphrase: 'wrong', privateKey: async () => key.privateKeyArmored });
    await assert.rejects(wrong.sign(encodeUtf8('a'), signal), error => {
      assert.ok(ChartReleaseError.is(error, 'key.wrongPassphrase'));
      assert.equal(error.details.fingerprint, key.info.fingerprint);
      return true;
    });
  });

  it('imports one key of a file', async () => {
    const keyFile = new Uint8Array(readFileSync('test/fixtures/vectors/pgp/keys/gpg-nistp256.sec.gpg'));
    const key = await importKeyInWorker(workerPath, { keyFile, passphrase }, signal);
    assert.equal(key.info.algorithm, 'NIST P-256');
    await assert.rejects(
      importKeyInWorker(workerPath, { keyFile, passphrase, fingerprint: 'A'.repeat(40) }, signal),
      error => ChartReleaseError.is(error, 'key.notFound'),
    );
  });

  it('gives the child nothing but the request: no secret in its arguments, nothing of our environment', async () => {
    process.env['NODE_OPTIONS_CANARY'] = 'x';
    const echo = script(
      'echo.cjs',
      `process.stdout.write(JSON.stringify({ ok: true, answer: { argv: process.argv, env: process.env } }))`,
    );
    const answer = (await runKeyWorker(echo, signRequest, signal)) as unknown as {
      argv: string[];
      env: Record<string, string>;
    };
    assert.ok(!JSON.stringify(answer).includes(passphrase));
    assert.equal(answer.env['ELECTRON_RUN_AS_NODE'], '1');
    assert.equal(answer.env['NODE_OPTIONS_CANARY'], undefined);
    assert.equal(answer.env['PATH'], undefined);
  });

  const failures: readonly (readonly [string, string, string])[] = [
    ['dies without an answer', 'process.exit(1)', 'noAnswer'],
    ['answers nonsense', 'process.stdout.write("hello")', 'noAnswer'],
    ['answers without end', 'setInterval(() => process.stdout.write("x".repeat(1e6)), 1)', 'answerTooLarge'],
    ['never answers', 'setInterval(() => {}, 1000)', 'timeout'],
  ];
  for (const [what, text, reason] of failures) {
    it(`is reported and ended when it ${what}`, async () => {
      await assert.rejects(runKeyWorker(script('bad.cjs', text), signRequest, signal, 1500), error => {
        return ChartReleaseError.is(error, 'worker.failed') && error.details.reason === reason;
      });
    });
  }

  it('ends when it is cancelled, and does not start when it already was', async () => {
    const controller = new AbortController();
    const pidFile = join(folder, 'pid');
    const slow = script(
      'slow.cjs',
      `require('fs').writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); setInterval(() => {}, 1000)`,
    );
    setTimeout(() => controller.abort(), 700);
    await assert.rejects(runKeyWorker(slow, signRequest, controller.signal), { name: 'AbortError' });
    const pid = Number(readFileSync(pidFile, 'utf8'));
    await new Promise(resolve => setTimeout(resolve, 300));
    assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
    await assert.rejects(runKeyWorker(slow, signRequest, controller.signal), { name: 'AbortError' });
  });
});
