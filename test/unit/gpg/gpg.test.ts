import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix, win32 } from 'node:path';
import { findGnupgHomes, findGpg, gpgCandidates } from '../../../src/node/gpg/findGpg';
import type { Machine } from '../../../src/node/gpg/findGpg';
import { parseHomeDirectory } from '../../../src/node/gpg/gpgconf';
import { parseSecretListing } from '../../../src/node/gpg/gpgKeys';
import { createdSignature, explainFailure, parseStatusLines, pinentryProcess } from '../../../src/node/gpg/statusLines';

const fingerprint = 'F34B91A725FB84D285A13AFAC4C82FD0416986FB';
const created = `[GNUPG:] SIG_CREATED D 1 10 01 1795572034 ${fingerprint}`;

describe("gpg's status lines", () => {
  // Recorded from gpg 2.2.40.
  const recorded = [
    ['noPinentry', '[GNUPG:] PINENTRY_LAUNCHED 25442 curses 1.2.1 - xterm - - 0/0 -\n[GNUPG:] FAILURE sign 83918950'],
    ['noPinentry', '[GNUPG:] FAILURE sign 67108949'],
    ['wrongPassphrase', '[GNUPG:] BEGIN_SIGNING H10\n[GNUPG:] FAILURE sign 67108875'],
    ['cancelled', '[GNUPG:] FAILURE sign 83886179'],
    ['wrongPin', '[GNUPG:] FAILURE sign 67108951'],
    ['loopbackRefused', '[GNUPG:] FAILURE sign 67108924'],
    ['noSecretKey', `[GNUPG:] INV_SGNR 9 ${fingerprint}!\n[GNUPG:] FAILURE sign 17`],
    ['unusableKey', `[GNUPG:] INV_SGNR 5 ${fingerprint}!`],
    ['cardMissing', '[GNUPG:] CARDCTRL 1\n[GNUPG:] FAILURE sign 67108963'],
    ['cardLocked', '[GNUPG:] FAILURE sign 100663426'],
    ['wrongPin', '[GNUPG:] SC_OP_FAILURE 2'],
    ['other', ''],
  ] as const;
  for (const [reason, lines] of recorded) {
    it(`explain ${reason} (${lines.split('\n').at(-1)})`, () => {
      assert.equal(explainFailure(parseStatusLines(`gpg: a message\r\n${lines}\n`)), reason);
    });
  }

  it('count one signature, and none when there are two or a failure beside it', () => {
    const by = (text: string) => createdSignature(parseStatusLines(text));
    assert.equal(by(created), fingerprint);
    assert.equal(by(`${created}\n${created}`), undefined);
    assert.equal(by(`${created}\n[GNUPG:] FAILURE sign 17`), undefined);
    assert.equal(by(created.replace('[GNUPG:] ', 'gpg: [GNUPG:] ')), undefined);
    assert.equal(by(''), undefined);
  });

  it('name the pinentry to end, and never the first process or a group', () => {
    const pid = (text: string) => pinentryProcess(parseStatusLines(`[GNUPG:] PINENTRY_LAUNCHED ${text}`));
    assert.deepEqual(['25442 curses', '1 x', '0', '-25442', 'x', ''].map(pid), [25442, ...Array<undefined>(5)]);
  });
});

describe("gpg's list of private keys", () => {
  it('tells keys of this machine, of a card, and missing ones apart', () => {
    const key = (token: string, fpr: string) =>
      `sec:u:3072:1:C4C82FD0416986FB:1795572027:::u:::scSC:::${token}:::23::0:\nfpr:::::::::${fpr}:\nssb:u:3072:1:1111111111111111:1::::::e:::D2760001:::23:\nfpr:::::::::${'9'.repeat(40)}:\n`;
    const text = `${key('+', 'A'.repeat(40))}${key('#', 'B'.repeat(40))}${key('D276000124010304', 'C'.repeat(40))}`;
    assert.deepEqual(
      [...parseSecretListing(text)],
      [
        ['A'.repeat(40), { location: 'agent' }],
        ['C'.repeat(40), { location: 'card', cardSerial: 'D276000124010304' }],
      ],
    );
  });
});

describe('finding gpg', () => {
  const machine = { platform: 'linux' as const, homeDirectory: '/home/a', forbidden: ['/home/a/work'] };

  it('passes over relative folders of PATH and everything inside the workspace', () => {
    const environment = { PATH: '.:bin::/home/a/work/bin:/home/a/work:/home/a/workshop:/opt/bin' };
    assert.deepEqual(gpgCandidates({ ...machine, environment }), [
      '/home/a/workshop/gpg',
      '/opt/bin/gpg',
      '/usr/bin/gpg',
      '/usr/local/bin/gpg',
    ]);
  });

  it('knows where installers put it on Windows and macOS', () => {
    const windows = gpgCandidates({
      platform: 'win32',
      homeDirectory: 'C:\\Users\\a',
      forbidden: [],
      environment: { Path: 'C:\\Windows', 'ProgramFiles(x86)': 'C:\\Program Files (x86)' },
    });
    assert.ok(windows.includes('C:\\Program Files (x86)\\GnuPG\\bin\\gpg.exe'));
    const mac = gpgCandidates({ ...machine, platform: 'darwin', environment: { PATH: '/usr/bin' } });
    assert.ok(mac.includes('/opt/homebrew/bin/gpg') && mac.includes('/usr/local/MacGPG2/bin/gpg'));
  });

  it('takes the configured program or none, never a relative one', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'find-gpg-'));
    const program = join(directory, 'gpg');
    const at = { ...machine, environment: { PATH: directory } };
    writeFileSync(program, '#!/bin/sh\n');
    assert.notEqual(await findGpg(at, ''), program);
    chmodSync(program, 0o700);
    assert.equal(await findGpg(at, ''), program);
    assert.equal(await findGpg(at, join(directory, 'other')), undefined);
    assert.equal(await findGpg(at, 'gpg'), undefined);
    rmSync(directory, { recursive: true });
  });

  it('finds home folders that hold keys, each once', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'find-home-'));
    mkdirSync(join(directory, '.gnupg'));
    mkdirSync(join(directory, 'other'));
    writeFileSync(join(directory, '.gnupg', 'pubring.kbx'), '');
    writeFileSync(join(directory, '.gnupg', 'secring.gpg'), '');
    const homes = (environment: NodeJS.ProcessEnv) =>
      findGnupgHomes({ ...machine, homeDirectory: directory, environment });
    const own = { path: join(directory, '.gnupg'), files: ['pubring.kbx', 'secring.gpg'] };
    assert.deepEqual(await homes({}), [{ ...own, source: 'home' }]);
    assert.deepEqual(await homes({ GNUPGHOME: own.path }), [{ ...own, source: 'GNUPGHOME' }]);
    assert.deepEqual(await homes({ GNUPGHOME: join(directory, 'other') }), [{ ...own, source: 'home' }]);
    assert.deepEqual(
      (await findGnupgHomes({ ...machine, homeDirectory: directory, environment: {} }, `${own.path}/`)).map(
        ({ source }) => source,
      ),
      ['gpgconf'],
    );
    rmSync(directory, { recursive: true });
  });

  const windows: Machine = {
    platform: 'win32',
    environment: { APPDATA: 'C:\\Users\\anna\\AppData\\Roaming', GNUPGHOME: '' },
    homeDirectory: 'C:\\Users\\anna',
    forbidden: [],
  };
  const mac: Machine = { platform: 'darwin', environment: {}, homeDirectory: '/Users/anna', forbidden: [] };
  const homes: readonly (readonly [string, Machine, string | undefined, readonly string[], readonly string[]])[] = [
    [
      'Windows: Gpg4win and the gpg of Git',
      windows,
      undefined,
      ['C:\\Users\\anna\\AppData\\Roaming\\gnupg\\pubring.kbx', 'C:\\Users\\anna\\.gnupg\\pubring.gpg'],
      ['APPDATA C:\\Users\\anna\\AppData\\Roaming\\gnupg', 'home C:\\Users\\anna\\.gnupg'],
    ],
    [
      'Windows: a home that stands in the registry, as gpgconf says',
      windows,
      'D:\\Keys\\gnupg',
      ['D:\\Keys\\gnupg\\secring.gpg'],
      ['gpgconf D:\\Keys\\gnupg'],
    ],
    [
      'macOS, with the key database of GnuPG 2.4',
      mac,
      '/Users/anna/.gnupg',
      ['/Users/anna/.gnupg/public-keys.d/pubring.db'],
      ['gpgconf /Users/anna/.gnupg'],
    ],
    ['nothing there', mac, undefined, [], []],
  ];
  for (const [name, at, own, files, expected] of homes) {
    it(`finds home folders on ${name}`, async () => {
      const normal = files.map(file => (at.platform === 'win32' ? win32 : posix).normalize(file));
      const found = await findGnupgHomes(at, own, path => Promise.resolve(normal.includes(path)));
      assert.deepEqual(
        found.map(({ source, path }) => `${source} ${path}`),
        expected,
      );
    });
  }

  it('reads the home folder that gpgconf prints, percent signs decoded', () => {
    assert.equal(
      parseHomeDirectory('sysconfdir:/etc\nhomedir:C%3a\\Users\\an na\\gnupg\r\n'),
      'C:\\Users\\an na\\gnupg',
    );
    for (const text of ['', 'homedir:%', 'agent-socket:/run']) assert.equal(parseHomeDirectory(text), undefined);
  });
});
