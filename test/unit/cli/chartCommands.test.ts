import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CliRun } from './cli';
import { cli } from './cli';

const keys = 'test/fixtures/vectors/pgp/keys';
const keyFile = (name: string) => join(process.cwd(), keys, name);

interface Outcome {
  readonly ok: boolean;
  readonly message: string;
}

/** What the documents of the commands hold, all of them together. */
interface Document {
  readonly outcome: string;
  readonly replaced?: string;
  readonly path: string;
  readonly digest: string;
  readonly verdict: string;
  readonly checks: readonly Outcome[];
  readonly signer: { readonly fingerprint: string };
  readonly helm3: Outcome;
  readonly helm4: Outcome;
  readonly same: boolean;
  readonly identical: boolean;
  readonly published: string;
  readonly rebuilt: string;
  readonly commit: string;
  readonly entries: readonly { readonly path: string; readonly state: string }[];
  readonly ignored: readonly object[];
}

describe('the command line for charts and packages', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'cli-'));
    write('shop/Chart.yaml', 'apiVersion: v2\nname: shop\nversion: 1.2.3\nappVersion: "1.10"\n');
    write('shop/values.yaml', 'replicas: 1\n');
    write('shop/templates/a.yaml', 'a: 1\n');
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  }
  const run = (...args: readonly string[]): Promise<CliRun> => cli(home, args);
  const json = async (...args: readonly string[]) => {
    const done = await run(...args, '--json');
    return { code: done.code, document: JSON.parse(done.stdout) as Document };
  };
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-C', home, '-c', 'user.name=T', '-c', 'user.email=t@example.com', ...args], {
      stdio: 'ignore',
    });

  describe('package', () => {
    it('gives path, name, version, digest, entries and the time they carry', async () => {
      const done = await cli(home, ['package', 'shop', '-d', 'out', '--json'], { SOURCE_DATE_EPOCH: '1700000000' });
      assert.equal(done.code, 0);
      const { digest, ...rest } = JSON.parse(done.stdout) as { digest: string };
      assert.match(digest, /^sha256:[0-9a-f]{64}$/);
      assert.deepEqual(rest, {
        path: join(home, 'out', 'shop-1.2.3.tgz'),
        name: 'shop',
        version: '1.2.3',
        entries: [
          { path: 'shop/Chart.yaml', size: 60, mode: 420 },
          { path: 'shop/values.yaml', size: 12, mode: 420 },
          { path: 'shop/templates/a.yaml', size: 5, mode: 420 },
        ],
        mtime: 1700000000,
        mtimeSource: 'SOURCE_DATE_EPOCH',
        outcome: 'written',
      });
    });

    it('says on standard error which time it chose', async () => {
      const { stdout, stderr } = await run('package', 'shop');
      assert.match(stdout, /^\/.*shop-1\.2\.3\.tgz sha256:[0-9a-f]{64}\n$/);
      assert.match(stderr, /1980-01-01T00:00:00\.000Z, a fixed date/);
    });

    it('names what a link pulls in', async () => {
      write('secret.txt', 'from outside');
      symlinkSync(join(home, 'secret.txt'), join(home, 'shop', 'linked.txt'));
      const { stderr } = await run('package', 'shop');
      assert.match(stderr, /warning: linked\.txt is a link: what .*secret\.txt holds is packaged/);
    });

    it('says that the same package was there already, and replaces a different one with a word about it', async () => {
      const first = await json('package', 'shop');
      assert.equal((await json('package', 'shop')).document.outcome, 'unchanged');
      assert.match((await run('package', 'shop')).stderr, /there already, byte for byte the same/);
      writeFileSync(join(home, 'shop-1.2.3.tgz.prov'), 'of the package that goes');
      write('shop/values.yaml', 'replicas: 9\n');
      const second = await json('package', 'shop');
      assert.deepEqual(
        [second.code, second.document.outcome, second.document.replaced],
        [0, 'replaced', first.document.digest],
      );
      assert.equal(existsSync(join(home, 'shop-1.2.3.tgz.prov')), false);
      write('shop/values.yaml', 'replicas: 10\n');
      assert.match((await run('package', 'shop')).stderr, /warning: .*was there with other contents and is replaced/);
    });

    it('leaves a different package alone with --no-replace', async () => {
      await run('package', 'shop');
      const before = readFileSync(join(home, 'shop-1.2.3.tgz'));
      write('shop/values.yaml', 'replicas: 9\n');
      const { code, stderr } = await run('package', 'shop', '--no-replace');
      assert.equal(code, 1);
      assert.match(stderr, /is there with other contents/);
      assert.deepEqual(readFileSync(join(home, 'shop-1.2.3.tgz')), before);
      assert.equal((await run('package', 'shop', '--replace', '--no-replace')).code, 2);
    });

    it('writes nothing when the key cannot sign', async () => {
      const { code, stderr } = await run(
        ...['package', 'shop', '--sign', '--key', 'rsa1024', '--keyring', keyFile('gpg-rsa1024.sec.gpg')],
      );
      assert.equal(code, 1);
      assert.match(stderr, /not signed: about this key: its algorithm or length is too weak/);
      assert.equal(existsSync(join(home, 'shop-1.2.3.tgz')), false);
    });

    it('ends with 2 without --key', async () => assert.equal((await run('package', 'shop', '--sign')).code, 2));
  });

  describe('sign and verify', () => {
    beforeEach(() => run('package', 'shop'));
    const sign = (name: string, ...more: readonly string[]) =>
      run(...['sign', 'shop-1.2.3.tgz', '--key', 'example.org', '--keyring', keyFile(`${name}.sec.gpg`)], ...more);
    const verify = (name: string) => json('verify', 'shop-1.2.3.tgz', '--keyring', keyFile(`${name}.pub.gpg`));

    it('signs a package that is there, and verifies it', async () => {
      assert.equal((await sign('gpg-rsa3072')).code, 0);
      const { code, document } = await verify('gpg-rsa3072');
      assert.deepEqual([code, document.verdict], [0, 'trusted']);
      assert.ok(document.checks.every(check => check.ok));
      assert.match(document.signer.fingerprint, /^[0-9A-F]{40}$/);
      for (const helm of ['helm3', 'helm4'] as const) assert.equal(document[helm].ok, true, helm);
    });

    it('signs with the subkey of a key that only certifies', async () => {
      assert.equal((await sign('gpg-subrsa')).code, 0);
      assert.equal((await verify('gpg-subrsa')).document.verdict, 'trusted');
    });

    it('warns and goes on when the user accepts a weak key', async () => {
      assert.equal((await sign('gpg-rsa1024')).code, 1);
      const { code, stderr } = await sign('gpg-rsa1024', '--accept-unfit-key');
      assert.equal(code, 0);
      assert.match(stderr, /warning: about this key: its algorithm or length is too weak/);
      const { code: verdictCode, document } = await verify('gpg-rsa1024');
      assert.deepEqual([verdictCode, document.verdict], [1, 'weak']);
      assert.equal(document.helm4.ok, true);
    });

    it('reports a missing package and a missing keyring as Helm does, in the same document', async () => {
      const noPackage = await json('verify', 'other-1.0.0.tgz', '--keyring', keyFile('gpg-rsa3072.pub.gpg'));
      assert.deepEqual(noPackage.document.helm4, {
        ok: false,
        message: 'stat other-1.0.0.tgz: no such file or directory',
      });
      await sign('gpg-rsa3072');
      const noRing = await json('verify', 'shop-1.2.3.tgz', '--keyring', 'none.gpg');
      assert.deepEqual([noRing.code, noRing.document.verdict], [1, 'unknown-key']);
      assert.match(noRing.document.helm3.message, /^failed to load keyring: open .*none\.gpg/);
      const folder = await json('verify', 'shop', '--keyring', keyFile('gpg-rsa3072.pub.gpg'));
      assert.deepEqual([folder.code, folder.document.verdict], [1, 'malformed']);
      assert.deepEqual(folder.document.helm4, { ok: false, message: 'unpacked charts cannot be verified' });
      const text = await run('verify', 'shop-1.2.3.tgz', '--keyring', 'none.gpg');
      assert.match(text.stderr, /there is no keyring .*none\.gpg/);
    });

    it("prints Helm's three lines as lines", async () => {
      await sign('gpg-rsa3072');
      const { stdout } = await run('verify', 'shop-1.2.3.tgz', '--keyring', keyFile('gpg-rsa3072.pub.gpg'));
      assert.match(
        stdout,
        /^ {2}helm 4: Signed by: .*\n {10}Using Key With Fingerprint: [0-9A-F]{40}\n {10}Chart Hash Verified: sha256:/m,
      );
    });
  });

  describe('compare', () => {
    beforeEach(() => run('package', 'shop'));

    it('finds an unchanged chart identical, byte for byte', async () => {
      const { code, document } = await json('compare', 'shop-1.2.3.tgz', 'shop');
      assert.deepEqual([code, document.same, document.identical], [0, true, true]);
      assert.equal(document.published, document.rebuilt);
    });

    it('names each entry that changed, went or came', async () => {
      write('shop/values.yaml', 'replicas: 2\n');
      rmSync(join(home, 'shop/templates/a.yaml'));
      write('shop/README.md', 'new');
      const { code, document } = await json('compare', 'shop-1.2.3.tgz', 'shop');
      assert.deepEqual([code, document.same, document.identical], [1, false, false]);
      assert.deepEqual(
        document.entries.map(entry => `${entry.state} ${entry.path}`),
        ['same shop/Chart.yaml', 'changed shop/values.yaml', 'missing shop/templates/a.yaml', 'added shop/README.md'],
      );
    });

    it('rebuilds a commit, whatever the working tree holds now', async () => {
      git('init', '-q');
      git('add', 'shop');
      git('commit', '-q', '-m', 'release');
      git('tag', 'v1.2.3');
      write('shop/values.yaml', 'replicas: 2\n');
      assert.equal((await run('compare', 'shop-1.2.3.tgz', 'shop')).code, 1);
      const { code, document } = await json('compare', 'shop-1.2.3.tgz', 'shop', '--commit', 'v1.2.3');
      assert.deepEqual([code, document.identical], [0, true]);
      assert.match(document.commit, /^[0-9a-f]{40}$/);
      const unknown = await run('compare', 'shop-1.2.3.tgz', 'shop', '--commit', 'v9');
      assert.equal(unknown.code, 1);
      assert.match(unknown.stderr, /git has no v9 for this chart/);
    });

    it('follows links inside the repository and none out of it', async () => {
      write('shared/NOTES.md', 'shared\n');
      symlinkSync('../shared/NOTES.md', join(home, 'shop/NOTES.md'));
      await run('package', 'shop', '--replace');
      git('init', '-q');
      git('add', '.');
      git('commit', '-q', '-m', 'release');
      assert.equal((await json('compare', 'shop-1.2.3.tgz', 'shop', '--commit', 'HEAD')).document.identical, true);
      rmSync(join(home, 'shop/NOTES.md'));
      symlinkSync(join(home, 'shared/NOTES.md'), join(home, 'shop/NOTES.md'));
      git('commit', '-q', '-a', '-m', 'absolute');
      const { code, stderr } = await run('compare', 'shop-1.2.3.tgz', 'shop', '--commit', 'HEAD');
      assert.equal(code, 1);
      assert.match(stderr, /error evaluating symlink/);
    });

    it('uses the version that was given when it was packaged', async () => {
      await run('package', 'shop', '--version', '9.9.9', '--app-version', 'x');
      assert.equal((await json('compare', 'shop-9.9.9.tgz', 'shop')).document.same, false);
      const { document } = await json('compare', 'shop-9.9.9.tgz', 'shop', '--version', '9.9.9', '--app-version', 'x');
      assert.equal(document.identical, true);
    });
  });

  describe('ignored', () => {
    it('lists each path with the rule and its line, below an ignored folder as well', async () => {
      write('shop/.helmignore', '# notes\n*.bak\n/docs/\n');
      write('shop/a.bak', '');
      write('shop/docs/b.txt', '');
      write('shop/templates/.hidden', '');
      const { code, document } = await json('ignored', 'shop');
      assert.equal(code, 0);
      assert.deepEqual(document.ignored, [
        { path: 'a.bak', directory: false, rule: '*.bak', line: 2 },
        { path: 'docs', directory: true, rule: '/docs/', line: 3 },
        { path: 'docs/b.txt', directory: false, rule: '/docs/', line: 3 },
        { path: 'templates/.hidden', directory: false, rule: 'templates/.?*', line: 0 },
      ]);
    });

    it('says which line Helm refuses', async () => {
      write('shop/.helmignore', 'a/**/b\n');
      const { code, stderr } = await run('ignored', 'shop');
      assert.equal(code, 1);
      assert.match(stderr, /double-star \(\*\*\) syntax is not supported/);
    });
  });

  describe('version satisfies', () => {
    it('tells Helm 3 from Helm 4', async () => {
      const { document } = await json('version', 'satisfies', '>=1.2.0-0 <2.0.0', '1.2.3', '1.3.0-rc.1', '2.0.0');
      assert.deepEqual(document, { helm3: ['1.2.3'], helm4: ['1.2.3', '1.3.0-rc.1'] });
    });
  });

  it('packages the same bytes as the file on disk says', async () => {
    const { document } = await json('package', 'shop');
    const { createHash } = await import('node:crypto');
    const actual = createHash('sha256').update(readFileSync(document.path)).digest('hex');
    assert.equal(document.digest, `sha256:${actual}`);
  });
});
