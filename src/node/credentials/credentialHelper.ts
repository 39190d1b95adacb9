import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { ChartReleaseError } from '../../core/errors';
import { concatBytes, decodeUtf8 } from '../../util/bytes';
import type { RegistryCredential } from '../../workflows/ports';
import type { Environment } from '../environment';
import { credentialLimits } from './limits';

const notFound = 'credentials not found in native keychain';
/** By this user name a helper says that the secret is a refresh token. */
const tokenUser = '<token>';

/**
 * Asks `docker-credential-<helper> get` (docker/docker-credential-helpers): the server on its standard input, JSON from
 * its standard output, errors there too. `undefined` when it knows none. Throws `credentials.helperFailed`: a helper that
 * is named in a configuration and cannot be run is an error, as in Helm 4, not anonymous access.
 */
export async function runHelper(
  helper: string,
  server: string,
  environment: Environment,
  timeoutMs: number = credentialLimits.helperMs,
): Promise<RegistryCredential | undefined> {
  requireHelperName(helper, failed);
  const { code, output } = await run(`docker-credential-${helper}`, 'get', server, environment, timeoutMs, failed);
  const text = decodeUtf8(output) ?? '';
  if (code !== 0) {
    if (text.trim() === notFound) return undefined;
    throw failed(`exit code ${code}`);
  }
  const { username, secret } = parseAnswer(text, failed);
  if (secret === '') return undefined;
  const source = `docker-credential-${helper}`;
  if (username === tokenUser) return { username: '', secret: '', identityToken: secret, source };
  return { username, secret, source };

  function failed(reason: string): Failure {
    return new ChartReleaseError('credentials.helperFailed', { helper, host: server, reason });
  }
}

/** Hands a helper a login (`store`) or takes one away (`erase`). Throws `credentials.helperFailed`. */
export async function changeInHelper(
  helper: string,
  change:
    | { readonly verb: 'store'; readonly server: string; readonly username: string; readonly secret: string }
    | { readonly verb: 'erase'; readonly server: string },
  environment: Environment,
): Promise<void> {
  const failed = (reason: string): Failure =>
    new ChartReleaseError('credentials.helperFailed', { helper, host: change.server, reason });
  requireHelperName(helper, failed);
  const input =
    change.verb === 'erase'
      ? change.server
      : JSON.stringify({ ServerURL: change.server, Username: change.username, Secret: change.secret });
  const { code, output } = await run(
    `docker-credential-${helper}`,
    change.verb,
    input,
    environment,
    credentialLimits.helperMs,
    failed,
  );
  const missing = (decodeUtf8(output) ?? '').trim() === notFound;
  if (code !== 0 && !(change.verb === 'erase' && missing)) throw failed(`exit code ${code}`);
}

/** The name becomes a part of a command: a path in it would run a program from anywhere. */
function requireHelperName(helper: string, failed: (reason: string) => Failure): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(helper)) throw failed('not a helper name');
}

type Failure = ChartReleaseError<'credentials.helperFailed'>;

function run(
  program: string,
  verb: string,
  input: string,
  environment: Environment,
  timeoutMs: number,
  failed: (reason: string) => Failure,
): Promise<{ readonly code: number; readonly output: Uint8Array }> {
  return new Promise((resolve, reject) => {
    // Never a shell, and not the workspace as working directory: Windows looks for programs there first.
    const child = spawn(program, [verb], {
      env: environment,
      cwd: tmpdir(),
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
    });
    const parts: Uint8Array[] = [];
    let length = 0;
    const stop = (error: Error): void => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      child.stdout.destroy();
      reject(error);
    };
    const timer = setTimeout(() => stop(failed('timeout')), timeoutMs);
    child.stdout.on('data', (part: Uint8Array) => {
      length += part.length;
      if (length > credentialLimits.helperOutputBytes) stop(failed('too much output'));
      else parts.push(part);
    });
    child.on('error', error => {
      const code = 'code' in error ? String(error.code) : 'not started';
      stop(failed(code === 'ENOENT' ? `${program} is not on the PATH` : code));
    });
    child.on('close', code => {
      clearTimeout(timer);
      resolve({ code: code ?? -1, output: concatBytes(parts) });
    });
    // A helper may leave without reading.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

function parseAnswer(
  text: string,
  failed: (reason: string) => Failure,
): { readonly username: string; readonly secret: string } {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    throw failed('answer is not JSON');
  }
  const field = (name: string): string => {
    const value: unknown = typeof answer === 'object' && answer !== null ? Reflect.get(answer, name) : undefined;
    return typeof value === 'string' ? value : '';
  };
  return { username: field('Username'), secret: field('Secret') };
}
