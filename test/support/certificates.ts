import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from './gnupg';
import { opensslPath } from './tools';

/** Paths of PEM files, good for 30 days, made for one test. */
export interface Certificates {
  readonly ca: string;
  /** For 127.0.0.1, localhost and registry.test. */
  readonly serverCert: string;
  readonly serverKey: string;
  readonly clientCert: string;
  readonly clientKey: string;
}

/** A private authority, with a certificate for a server on this machine and one for a client. */
export async function makeCertificates(directory: string): Promise<Certificates> {
  const file = (name: string): string => join(directory, name);
  const openssl = async (...args: readonly string[]): Promise<void> => {
    const run = await runProgram(opensslPath(), args);
    if (run.code !== 0) throw new Error(`openssl ${args.join(' ')} ended with ${run.code}:\n${run.stderr}`);
  };
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30'];
  await openssl(
    ...['req', '-x509', ...newKey, '-keyout', file('ca.key'), '-out', file('ca.pem'), '-subj', '/CN=private authority'],
    ...['-addext', 'basicConstraints=critical,CA:TRUE'],
  );
  for (const [name, usage] of [
    ['server', 'serverAuth'],
    ['client', 'clientAuth'],
  ] as const) {
    const extensions = `subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:registry.test\nextendedKeyUsage=${usage}\n`;
    writeFileSync(file(`${name}.ext`), extensions);
    const request = ['-keyout', file(`${name}.key`), '-out', file(`${name}.csr`), '-subj', `/CN=${name}`];
    await openssl('req', ...newKey.slice(0, 5), ...request);
    const signed = ['-CA', file('ca.pem'), '-CAkey', file('ca.key'), '-CAcreateserial', '-days', '30'];
    const from = ['-in', file(`${name}.csr`), '-extfile', file(`${name}.ext`), '-out', file(`${name}.pem`)];
    await openssl('x509', '-req', ...signed, ...from);
  }
  return {
    ca: file('ca.pem'),
    serverCert: file('server.pem'),
    serverKey: file('server.key'),
    clientCert: file('client.pem'),
    clientKey: file('client.key'),
  };
}
