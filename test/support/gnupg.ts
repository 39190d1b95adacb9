import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gpgPath } from './tools';

export interface ProgramRun {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Runs a program beside this process. */
export function runProgram(
  program: string,
  args: readonly string[],
  options: { readonly input?: string | Uint8Array; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<ProgramRun> {
  return new Promise(resolve => {
    const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', ...options.env };
    const child = execFile(
      program,
      [...args],
      { env, encoding: 'buffer', maxBuffer: 1 << 26 },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ code, stdout, stderr: stderr.toString('utf8') });
      },
    );
    child.stdin!.on('error', () => {});
    child.stdin!.end(options.input ?? '');
  });
}

/** A GnuPG home folder of a test, with an agent of its own. */
export class TestGnupg {
  /** Short, since the agent's socket lies in it and a socket's path has 108 bytes at most. */
  readonly home = mkdtempSync(join(tmpdir(), 'gpg-'));
  readonly gpg = { program: gpgPath(), home: this.home };

  constructor() {
    chmodSync(this.home, 0o700);
  }

  run(args: readonly string[], input?: string | Uint8Array, env: NodeJS.ProcessEnv = {}): Promise<ProgramRun> {
    const fixed = ['--homedir', this.home, '--no-options', '--batch', '--no-tty', '--pinentry-mode', 'loopback'];
    return runProgram(gpgPath(), [...fixed, ...args], { ...(input === undefined ? {} : { input }), env });
  }

  /** Makes a key and returns its fingerprint. */
  async generate(user: string, algorithm: string, passphrase: string, usage = 'sign', expiry = '2y'): Promise<string> {
    const args = [
      '--status-fd',
      '2',
      '--passphrase',
      passphrase,
      '--quick-generate-key',
      user,
      algorithm,
      usage,
      expiry,
    ];
    const { stderr } = await this.run(args);
    const fingerprint = /^\[GNUPG:\] KEY_CREATED \w+ ([0-9A-F]+)/m.exec(stderr)?.[1];
    if (fingerprint === undefined) throw new Error(`gpg made no key:\n${stderr}`);
    return fingerprint;
  }

  async export(...fingerprints: readonly string[]): Promise<Uint8Array> {
    return new Uint8Array((await this.run(['--export', ...fingerprints])).stdout);
  }

  configureAgent(text: string): void {
    writeFileSync(join(this.home, 'gpg-agent.conf'), text);
  }

  /** Ends the agent, so that it forgets passphrases and reads its settings again. */
  async endAgent(): Promise<void> {
    await runProgram('gpgconf', ['--homedir', this.home, '--kill', 'all']);
  }

  async remove(): Promise<void> {
    await this.endAgent();
    rmSync(this.home, { recursive: true, force: true });
  }
}
