import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestGnupg } from './gnupg';
import { runProgram } from './gnupg';
import { opensslPath, pkcs11ScdPath, pkcs11ToolPath, softhsmLibrary, softhsmUtilPath } from './tools';

export const tokenPin = '12345678';

/**
 * A SoftHSM2 token with an RSA key that was made in it and never leaves it, and an OpenPGP key on top of it in the given
 * GnuPG home, whose scdaemon is gnupg-pkcs11-scd. Returns the fingerprint.
 */
export async function makeTokenKey(gnupg: TestGnupg, user: string): Promise<string> {
  const { home } = gnupg;
  mkdirSync(join(home, 'tokens'));
  const env = { SOFTHSM2_CONF: join(home, 'softhsm2.conf') };
  writeFileSync(env.SOFTHSM2_CONF, `directories.tokendir = ${join(home, 'tokens')}\nobjectstore.backend = file\n`);
  const must = async (program: string, args: readonly string[], input?: string) => {
    const run = await runProgram(program, args, {
      env: { ...env, HOME: home },
      ...(input === undefined ? {} : { input }),
    });
    if (run.code !== 0)
      throw new Error(`${program} ${args.join(' ')} ended with ${run.code}:\n${run.stdout}${run.stderr}`);
    return run.stdout.toString('utf8');
  };
  const pins = ['--pin', tokenPin, '--so-pin', '87654321'];
  await must(softhsmUtilPath(), ['--init-token', '--free', '--label', 'helm', ...pins]);
  const token = ['--module', softhsmLibrary(), '--login', '--pin', tokenPin];
  const object = ['--id', '01', '--label', 'signing'];
  await must(pkcs11ToolPath(), [...token, '--keypairgen', '--key-type', 'rsa:3072', ...object]);
  await addCertificate(home, must, token, object);
  writeFileSync(join(home, 'gnupg-pkcs11-scd.conf'), `providers p1\nprovider-p1-library ${softhsmLibrary()}\n`);
  gnupg.configureAgent(`scdaemon-program ${pkcs11ScdPath()}\n`);
  // The agent is started here, with the environment that tells the token's library where its files are.
  const listed = await must('gpg-connect-agent', ['--homedir', home, 'SCD LEARN', '/bye']);
  const grip = /KEYPAIRINFO ([0-9A-F]{40})/.exec(listed)?.[1];
  if (grip === undefined) throw new Error(`the token shows no key:\n${listed}`);
  await must('gpg-connect-agent', ['--homedir', home, 'LEARN --force', '/bye']);
  const request = `Key-Type: RSA\nKey-Grip: ${grip}\nKey-Usage: sign,cert\nName-Real: ${user}\nExpire-Date: 2y\n%commit\n`;
  const made = await gnupg.run(['--status-fd', '2', '--passphrase', tokenPin, '--full-generate-key'], request, env);
  const fingerprint = /^\[GNUPG:\] KEY_CREATED \w+ ([0-9A-F]+)/m.exec(made.stderr)?.[1];
  if (fingerprint === undefined) throw new Error(`no key on the token:\n${made.stderr}`);
  return fingerprint;
}

/** Starts the agent with the environment that tells the token's library where its files are. */
export async function startTokenAgent({ home }: TestGnupg): Promise<void> {
  const env = { SOFTHSM2_CONF: join(home, 'softhsm2.conf') };
  await runProgram('gpg-connect-agent', ['--homedir', home, 'SCD LEARN', '/bye'], { env });
}

/** gnupg-pkcs11-scd finds keys by their certificates only. Any will do, so a throw-away authority signs it. */
async function addCertificate(
  home: string,
  must: (program: string, args: readonly string[]) => Promise<string>,
  token: readonly string[],
  object: readonly string[],
): Promise<void> {
  const file = (name: string) => join(home, name);
  const openssl = opensslPath();
  await must(pkcs11ToolPath(), [...token, '--read-object', '--type', 'pubkey', '--id', '01', '-o', file('public.der')]);
  await must(openssl, ['pkey', '-pubin', '-inform', 'DER', '-in', file('public.der'), '-out', file('public.pem')]);
  const subject = ['-subj', '/CN=test', '-days', '30'];
  await must(openssl, [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    file('ca.key'),
    '-out',
    file('ca.pem'),
    ...subject,
  ]);
  await must(openssl, [
    'x509',
    '-new',
    '-force_pubkey',
    file('public.pem'),
    '-CA',
    file('ca.pem'),
    '-CAkey',
    file('ca.key'),
    '-CAcreateserial',
    '-outform',
    'DER',
    '-out',
    file('cert.der'),
    ...subject,
  ]);
  await must(pkcs11ToolPath(), [...token, '--write-object', file('cert.der'), '--type', 'cert', ...object]);
}
