import type { Context } from '../../src/core/context';
import { quietContext } from '../../src/core/context';
import { RegistryClient } from '../../src/core/registry/client';
import type { RegistryLimits } from '../../src/core/registry/limits';
import { nodeFetch } from '../../src/node/http/nodeFetch';
import { registryLimits } from '../../src/core/registry/limits';
import type { Credentials, RegistryCredential } from '../../src/core/registry/ports';

/** The real limits with the waiting taken out. */
export const quickLimits: RegistryLimits = {
  ...registryLimits,
  backoffMs: 1,
  retryAfterMs: 300,
  retryingMs: 3000,
  idleMs: 250,
  attemptMs: 1000,
};

export const nobody: Credentials = { credentialFor: () => Promise.resolve(undefined) };

/** A credential for exactly one host. */
export function credentialFor(host: string, credential: Partial<RegistryCredential>): Credentials {
  const whole = { username: 'user', secret: 'canary-secret', source: 'the test', ...credential };
  return { credentialFor: asked => Promise.resolve(asked === host ? whole : undefined) };
}

export function quickClient(
  host: string,
  credentials: Credentials = nobody,
  options: {
    readonly limits?: Partial<RegistryLimits>;
    readonly trustedRealms?: readonly string[];
    readonly now?: () => number;
  } = {},
): RegistryClient {
  const { limits, ...rest } = options;
  return new RegistryClient({
    host,
    fetch: nodeFetch({ environment: process.env }),
    credentials,
    limits: { ...quickLimits, ...limits },
    ...rest,
  });
}

/** A context that can be cancelled, and that keeps what was logged. */
export function watchedContext(): Context & { readonly cancel: () => void; readonly lines: readonly string[] } {
  const controller = new AbortController();
  const lines: string[] = [];
  const keep = (line: string): void => {
    lines.push(line);
  };
  return {
    ...quietContext,
    signal: controller.signal,
    log: { debug: keep, info: keep, warn: keep, error: keep },
    cancel: () => controller.abort(new Error('cancelled by the test')),
    lines,
  };
}
