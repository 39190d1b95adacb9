import assert from 'node:assert/strict';
import { ChartReleaseError } from '../../../../src/core/errors';
import { proxyAuthorization, proxyFor } from '../../../../src/node/http/proxy';

const proxy = 'http://proxy.example.com:3128';

/** Which of these addresses go through the proxy. */
function proxied(noProxy: string, ...addresses: readonly string[]): readonly string[] {
  const environment = { HTTPS_PROXY: proxy, HTTP_PROXY: proxy, NO_PROXY: noProxy };
  return addresses.filter(address => proxyFor(new URL(address), environment) !== undefined);
}

describe('the proxy of the environment', () => {
  it('is looked up by scheme, upper case first, and may leave out its own scheme', () => {
    const find = (address: string, environment: Record<string, string>) =>
      proxyFor(new URL(address), environment)?.href;
    assert.equal(find('https://r.example.com/', { HTTP_PROXY: proxy }), undefined);
    assert.equal(find('https://r.example.com/', { https_proxy: proxy }), `${proxy}/`);
    assert.equal(find('http://r.example.com/', { http_proxy: 'http://low', HTTP_PROXY: proxy }), `${proxy}/`);
    assert.equal(find('https://r.example.com/', { HTTPS_PROXY: 'p.example.com:8080' }), 'http://p.example.com:8080/');
    assert.equal(find('https://r.example.com/', { HTTPS_PROXY: '', https_proxy: proxy }), `${proxy}/`);
  });

  it('is never asked for this machine', () => {
    const near = ['https://localhost:5000/', 'http://127.0.0.1:5000/', 'http://[::1]:5000/', 'http://x.localhost/'];
    assert.deepEqual(proxied('', ...near), []);
  });

  it('is left aside for what NO_PROXY names: domains, addresses, ranges, ports', () => {
    const a = 'https://r.example.com/';
    const b = 'https://example.com:8443/';
    const c = 'http://10.1.2.3/';
    const d = 'https://notexample.com/';
    const e = 'http://[fd00::5]:81/';
    assert.deepEqual(proxied('', a, b, c, d, e), [a, b, c, d, e]);
    assert.deepEqual(proxied('*', a, b, c, d, e), []);
    assert.deepEqual(proxied('example.com', a, b, c, d, e), [c, d, e]);
    assert.deepEqual(proxied('.example.com', a, b, c, d, e), [b, c, d, e]);
    assert.deepEqual(proxied('*.EXAMPLE.com', a, b, c, d, e), [b, c, d, e]);
    assert.deepEqual(proxied(' other , example.com:8443', a, b, c, d, e), [a, c, d, e]);
    assert.deepEqual(proxied('10.0.0.0/8', a, b, c, d, e), [a, b, d, e]);
    assert.deepEqual(proxied('10.1.2.3:80,[fd00::5]:81', a, b, c, d, e), [a, b, d]);
    assert.deepEqual(proxied('10.1.2.4,fd00::5', a, b, c, d, e), [a, b, c, d]);
  });

  it('that is no http proxy is an error that does not repeat its password', () => {
    assert.throws(
      () => proxyFor(new URL('https://r.example.com/'), { HTTPS_PROXY: 'socks5://u:canary@h:1' }),
      error => ChartReleaseError.is(error, 'registry.unreachable') && !error.message.includes('canary'),
    );
  });

  it('gets the user and password of its address, unescaped', () => {
    const expected = `Basic ${Buffer.from('u:p@s').toString('base64')}`;
    assert.equal(proxyAuthorization(new URL('http://u:p%40s@proxy:1/')), expected);
    assert.equal(proxyAuthorization(new URL(proxy)), undefined);
  });
});
