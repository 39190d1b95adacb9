import assert from 'node:assert/strict';
import type { HostKind } from '../../../src/core/registry/address';
import { hostKind, isLoopbackHost } from '../../../src/core/registry/address';
import { ChartReleaseError } from '../../../src/core/errors';
import { parseRealm, realmTrust } from '../../../src/core/registry/realm';

describe('the address of a host', () => {
  const kinds: readonly [string, HostKind][] = [
    ['localhost', 'loopback'],
    ['a.localhost.', 'loopback'],
    ['127.0.0.1', 'loopback'],
    ['0x7f.1', 'loopback'],
    ['2130706433', 'loopback'],
    ['0.0.0.0', 'loopback'],
    ['[::1]', 'loopback'],
    ['[::ffff:127.0.0.1]', 'loopback'],
    ['[::ffff:10.0.0.1]', 'private'],
    ['[64:ff9b::a9fe:a9fe]', 'linkLocal'],
    ['169.254.169.254', 'linkLocal'],
    ['[fe80::1]', 'linkLocal'],
    ['[fd00::1]', 'private'],
    ['10.1.2.3', 'private'],
    ['172.16.0.1', 'private'],
    ['172.32.0.1', 'public'],
    ['192.168.1.1', 'private'],
    ['100.64.0.1', 'private'],
    ['8.8.8.8', 'public'],
    ['[2001:db8::1]', 'public'],
    ['localhost.example.com', 'public'],
    ['ghcr.io', 'public'],
  ];
  for (const [host, kind] of kinds) {
    it(`${host} is ${kind}`, () => assert.equal(hostKind(new URL(`http://${host}`).hostname), kind));
  }

  it('is of this machine with a port, too, and not when the host is no host', () => {
    assert.ok(isLoopbackHost('localhost:5000'));
    assert.ok(!isLoopbackHost('localhost.evil.example:5000'));
    assert.ok(!isLoopbackHost('not a host'));
  });
});

describe('a token realm', () => {
  const codeOf = (realm: string | undefined, registry: string): string => {
    try {
      parseRealm(realm, new URL(registry));
      return 'accepted';
    } catch (error) {
      assert.ok(error instanceof ChartReleaseError);
      return error.code;
    }
  };
  const cases: readonly [string | undefined, string, string][] = [
    ['https://auth.docker.io/token', 'https://registry-1.docker.io', 'accepted'],
    ['https://ghcr.io/token', 'https://ghcr.io', 'accepted'],
    ['http://ghcr.io/token', 'https://ghcr.io', 'registry.insecure'],
    ['http://127.0.0.1:5001/token', 'http://127.0.0.1:5000', 'accepted'],
    ['http://other.example/token', 'http://registry.example:5000', 'registry.insecure'],
    ['https://127.0.0.1/token', 'https://ghcr.io', 'registry.insecure'],
    ['https://169.254.169.254/token', 'https://ghcr.io', 'registry.insecure'],
    ['https://[::ffff:10.0.0.1]/token', 'https://ghcr.io', 'registry.insecure'],
    ['https://10.0.0.2/token', 'https://10.0.0.1', 'accepted'],
    ['https://u:p@ghcr.io/token', 'https://ghcr.io', 'registry.insecure'],
    ['file:///etc/passwd', 'https://ghcr.io', 'registry.protocol'],
    ['/token', 'https://ghcr.io', 'registry.protocol'],
    [undefined, 'https://ghcr.io', 'registry.protocol'],
  ];
  for (const [realm, registry, expected] of cases) {
    it(`${realm ?? 'nowhere'} of ${registry} is ${expected}`, () => assert.equal(codeOf(realm, registry), expected));
  }

  const trust: readonly [string, string, string][] = [
    ['https://ghcr.io/token', 'https://ghcr.io', 'same'],
    ['https://h.example:8443/token', 'https://h.example', 'same'],
    ['https://auth.docker.io/token', 'https://registry-1.docker.io', 'same'],
    ['https://gitlab.com/jwt/auth', 'https://registry.gitlab.com', 'same'],
    ['https://gitlab.example.com/jwt/auth', 'https://registry.example.com', 'related'],
    ['https://example.com/jwt/auth', 'https://registry.example.com', 'related'],
    ['https://evilexample.com/x', 'https://registry.example.com', 'foreign'],
    ['https://evil.io/token', 'https://ghcr.io', 'foreign'],
    ['https://10.0.0.2/token', 'https://10.0.0.1', 'foreign'],
    ['http://127.0.0.1:5001/token', 'http://127.0.0.1:5000', 'foreign'],
    ['https://allowed.example/token', 'https://ghcr.io', 'same'],
  ];
  for (const [realm, registry, expected] of trust) {
    it(`${realm} is ${expected} to ${registry}`, () => {
      assert.equal(realmTrust(new URL(realm), new URL(registry), ['allowed.example']), expected);
    });
  }
});
