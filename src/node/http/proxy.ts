import { hostKind, tryUrl } from '../../core/registry/address';
import { ChartReleaseError } from '../../core/errors';
import type { Environment } from '../environment';

/**
 * The proxy that the environment names for an address; `undefined` for none. The rules are Go's (httpproxy.FromEnvironment),
 * since Helm's users have set the variables for it: upper case before lower case, this machine is never asked through a
 * proxy, a value without a scheme is http. Throws `registry.unreachable` for a proxy that cannot be used.
 */
export function proxyFor(url: URL, environment: Environment): URL | undefined {
  const name = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const value = variable(environment, name);
  if (value === '' || hostKind(url.hostname) === 'loopback') return undefined;
  if (isExempt(url, variable(environment, 'NO_PROXY'))) return undefined;
  const proxy = tryUrl(value.includes('://') ? value : `http://${value}`);
  // The value may hold a password: it is not a part of the error.
  if (proxy === undefined || (proxy.protocol !== 'http:' && proxy.protocol !== 'https:'))
    throw new ChartReleaseError('registry.unreachable', { host: url.host, reason: `${name} is not an http proxy` });
  return proxy;
}

/** `Proxy-Authorization` for the user and password in a proxy's address. */
export function proxyAuthorization(proxy: URL): string | undefined {
  if (proxy.username === '' && proxy.password === '') return undefined;
  const pair = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

function variable(environment: Environment, name: string): string {
  const upper = environment[name];
  return (upper === undefined || upper === '' ? environment[name.toLowerCase()] : upper) ?? '';
}

/** `*`, `example.com` (and everything below), `.example.com` (only below), an address, an IPv4 range, each with a port or not. */
function isExempt(url: URL, list: string): boolean {
  const host = url.hostname.toLowerCase().replace(/^\[|\]$/g, '');
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return list
    .split(',')
    .map(entry => entry.trim().toLowerCase())
    .filter(entry => entry !== '')
    .some(entry => {
      if (entry === '*') return true;
      const range = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(entry);
      if (range !== null) return inRange(host, range[1] ?? '', Number(range[2]));
      const parts = /^(?:\[([^\]]+)\]|([^:]*)|([^[\]]*:[^[\]]*:[^[\]]*))(?::(\d+))?$/.exec(entry);
      const name = parts?.[1] ?? parts?.[2] ?? parts?.[3] ?? entry;
      if (parts?.[4] !== undefined && parts[4] !== port) return false;
      if (name.startsWith('*.')) return host.endsWith(name.slice(1));
      return name.startsWith('.') ? host.endsWith(name) : host === name || host.endsWith(`.${name}`);
    });
}

function inRange(host: string, network: string, bits: number): boolean {
  const address = ipv4Number(host);
  const base = ipv4Number(network);
  if (address === undefined || base === undefined || bits > 32) return false;
  const size = 2 ** (32 - bits);
  return Math.floor(address / size) === Math.floor(base / size);
}

function ipv4Number(text: string): number | undefined {
  const octets = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text)?.slice(1).map(Number);
  return octets?.every(octet => octet < 256) === true ? octets.reduce((sum, octet) => sum * 256 + octet, 0) : undefined;
}
