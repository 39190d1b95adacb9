import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import type { Environment } from '../environment';

/** What a TLS connection to a registry is made with, beside the system's certificates. PEM texts. */
export interface TlsFiles {
  /** Trusted beside the system's certificates, as in Helm 3 and 4 with `--ca-file`. */
  readonly ca?: string;
  /** The client's own certificate, with its key. */
  readonly cert?: string;
  readonly key?: string;
  /** Takes any certificate: only by the user's explicit word. */
  readonly skipVerification?: boolean;
}

/** Where Linux distributions keep the certificates that Go programs, Helm among them, trust (Go crypto/x509 root_linux.go). */
const bundles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

let cached: { readonly file: string; readonly roots: readonly string[] } | undefined;

/**
 * Certificates to trust: those of Node (Mozilla's), the system's bundle as Helm would read it (`SSL_CERT_FILE` first), and
 * NODE_EXTRA_CA_CERTS, which Node leaves out once a list is given.
 */
export function trustedRoots(environment: Environment): readonly string[] {
  const named = environment['SSL_CERT_FILE'] ?? '';
  if (cached?.file === named) return cached.roots;
  const system = named === '' ? firstReadable(bundles) : firstReadable([named]);
  const extra = environment['NODE_EXTRA_CA_CERTS'] ?? '';
  const roots = [...rootCertificates, ...system, ...(extra === '' ? [] : firstReadable([extra]))];
  cached = { file: named, roots };
  return roots;
}

function firstReadable(paths: readonly string[]): readonly string[] {
  for (const path of paths) {
    try {
      return [readFileSync(path, 'latin1')];
    } catch {
      // Another distribution keeps it elsewhere.
    }
  }
  return [];
}
