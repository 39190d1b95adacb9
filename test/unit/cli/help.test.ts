import assert from 'node:assert/strict';
import { helpFor, nearestCommand } from '../../../src/cli/help';
import { cli } from './cli';

describe('help on the command line', () => {
  const commands = [
    ...[
      'package',
      'sign',
      'verify',
      'compare',
      'ignored',
      'lint',
      'keys',
      'login',
      'logout',
      'push',
      'tags',
      'referrers',
    ],
    ...['serve', 'index', 'publish', 'install', 'dependency', 'merge-index', 'repo', 'search', 'show', 'pull', 'plan'],
    ...['release', 'version'],
  ];

  for (const command of commands) {
    it(`explains ${command}, and nothing else, when asked`, async () => {
      const asked = await cli('.', [command, '--help']);
      assert.deepEqual([asked.code, asked.stderr], [0, '']);
      const named = asked.stdout.split('\n').filter(line => /^ {2}[a-z]/.test(line));
      assert.notEqual(named.length, 0);
      for (const line of named) assert.equal(line.trim().split(' ')[0], command, line);
      assert.deepEqual(await cli('.', ['help', command]), asked);
      assert.deepEqual(await cli('.', [command, '-h']), asked);
    });
  }

  it('lists all commands with help, and asks for one without arguments', async () => {
    const all = await cli('.', ['help']);
    assert.equal(all.code, 0);
    for (const command of commands) assert.match(all.stdout, new RegExp(`^  ${command} `, 'm'));
    assert.deepEqual(await cli('.', []), { ...all, code: 2 });
  });

  it('says which flag a command does not know, with the help of that command only', async () => {
    const run = await cli('.', ['package', '--destinaton', 'x']);
    assert.equal(run.code, 2);
    assert.equal(run.stdout, '');
    assert.ok(run.stderr.startsWith("helm-chart-release package: Unknown option '--destinaton'\n"), run.stderr);
    assert.ok(run.stderr.includes(helpFor('package') ?? 'no help'));
    assert.doesNotMatch(run.stderr, /merge-index/);
  });

  it('offers the nearest command for a mistyped one', async () => {
    const run = await cli('.', ['pakage']);
    assert.deepEqual([run.code, run.stdout], [2, '']);
    assert.match(run.stderr, /Did you mean package\?/);
    assert.equal(nearestCommand('verfy', commands), 'verify');
    assert.equal(nearestCommand('frobnicate', commands), undefined);
    assert.match((await cli('.', ['help', 'frobnicate'])).stderr, /no command "frobnicate"/);
  });

  it('leaves the flags behind -- to the other program', async () => {
    const run = await cli('.', ['install', '--', '--help']);
    assert.equal(run.code, 2);
    assert.equal(run.stdout, '');
  });

  it('says what the system reports on a path in words', async () => {
    const run = await cli('.', ['plan', 'no-such-folder', '--to', 'repository']);
    assert.deepEqual([run.code, run.stdout], [1, '']);
    assert.match(run.stderr, /no-such-folder: there is no such file or folder\n$/);
  });

  it('prints its version with version and --version alike', async () => {
    const run = await cli('.', ['--version']);
    assert.equal(run.code, 0);
    assert.match(run.stdout, /\d+\.\d+\.\d+/);
    assert.deepEqual(await cli('.', ['version']), run);
  });
});
