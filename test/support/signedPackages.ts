import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { quietContext } from '../../src/core/context';
import { exportKeyring } from '../../src/core/provenance/exportKeyring';
import type { KeyringKey } from '../../src/core/provenance/keyring';
import { generateKeyInWorker, localSigner } from '../../src/node/signingProcess/signingProcess';
import { packageChart } from '../../src/workflows/packageChart';
import { signChart } from '../../src/workflows/signChart';
import { nodePorts } from './nodePorts';

const workerPath = resolve('dist/worker.cjs');
const passphrase = 'for this test only';

/** A maker of charts with a key of its own, outside the editor under test. */
export interface Maker {
  readonly fingerprint: string;
  readonly userId: string;
  readonly passphrase: string;
  /** The passphrase-protected private key, as a file that Import Key reads. */
  readonly armoredPrivateKey: string;
  /** Packages and signs a chart folder; returns the path of the package. */
  release(directory: string, destination: string): Promise<string>;
  writePublicKey(file: string): void;
}

/** Makes an Ed25519 key: quick, and good for everything that is not about Helm 3. */
export async function makeMaker(name: string): Promise<Maker> {
  const request = { name, email: 'charts@example.com', algorithm: 'ed25519', passphrase } as const;
  const made = await generateKeyInWorker(workerPath, request, quietContext.signal);
  const key: KeyringKey = { info: made.info, publicBytes: made.publicBytes, trusted: true };
  const ports = nodePorts([key]);
  return {
    fingerprint: made.info.fingerprint,
    userId: `${name} <${request.email}>`,
    passphrase,
    armoredPrivateKey: made.privateKeyArmored,
    async release(directory, destination) {
      const packageRequest = { directory, destination, times: 'reproducible', replace: true } as const;
      const { path } = await packageChart(ports, packageRequest, quietContext);
      const signer = localSigner({
        workerPath,
        key: key.info,
        publicBytes: key.publicBytes,
        privateKey: () => Promise.resolve(made.privateKeyArmored),
        passphrase,
      });
      await signChart(ports, path, signer, quietContext);
      return path;
    },
    writePublicKey(file) {
      writeFileSync(file, exportKeyring([key], { for: 'helm' }));
    },
  };
}
