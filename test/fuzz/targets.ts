import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { loadArchive } from '../../src/core/archive/loadArchive';
import { readTar } from '../../src/core/archive/readTar';
import { writeGzip } from '../../src/core/archive/writeGzip';
import { decodeChartLock } from '../../src/core/chart/chartLock';
import { decodeChartYaml } from '../../src/core/chart/chartYaml';
import { checkValues } from '../../src/core/chart/values';
import { parseBody } from '../../src/core/provenance/body';
import { parseClearsigned } from '../../src/core/provenance/clearsign';
import { predictHelm } from '../../src/core/provenance/helm/predictHelm';
import { readKeyring } from '../../src/core/provenance/readKeyring';
import { sha256 } from '../../src/util/digest';

/** A parser, with sound inputs to start from. It may refuse with our own error and nothing else. */
export interface FuzzTarget {
  readonly name: string;
  readonly seeds: readonly Uint8Array[];
  readonly parse: (bytes: Uint8Array) => void;
}

const vectors = 'test/fixtures/vectors';
const maxSeedBytes = 20_000;

function filesOf(directory: string, suffix: RegExp): readonly Uint8Array[] {
  return readdirSync(join(vectors, directory), { recursive: true, encoding: 'utf8' })
    .filter(name => suffix.test(name))
    .map(name => join(vectors, directory, name))
    .filter(path => statSync(path).isFile())
    .sort()
    .map(path => new Uint8Array(readFileSync(path)))
    .filter(bytes => bytes.length > 0 && bytes.length < maxSeedBytes);
}

export function fuzzTargets(): readonly FuzzTarget[] {
  const archives = filesOf('hostile-archives', /\.tgz$/);
  const tars = archives.flatMap(bytes => {
    try {
      return [new Uint8Array(gunzipSync(bytes, { maxOutputLength: maxSeedBytes }))];
    } catch {
      return []; // a damaged or a very large one
    }
  });
  const provenances = filesOf('prov', /\.prov$/);
  const rings = [...filesOf('pgp/keys', /\.gpg$/), ...filesOf('prov', /keyring[^/]*$/)];
  const ring = rings[0] ?? new Uint8Array();
  return [
    { name: 'tar', seeds: tars, parse: bytes => void readTar(bytes) },
    { name: 'gzip', seeds: archives, parse: bytes => void loadArchive(bytes) },
    { name: 'chart in a sound gzip', seeds: tars, parse: bytes => void loadArchive(writeGzip([bytes])) },
    {
      name: 'YAML',
      seeds: filesOf('charts', /\.(?:yaml|lock)$/),
      parse: bytes => {
        for (const read of [decodeChartYaml, decodeChartLock, checkValues]) ignoreRefusal(() => read(bytes));
      },
    },
    {
      name: 'message frame',
      seeds: provenances,
      parse: bytes => {
        const file = parseClearsigned(bytes);
        if (!('problem' in file)) parseBody(file.text);
      },
    },
    {
      name: "Helm's reading of provenance",
      seeds: provenances,
      parse: bytes => {
        const input = { fileName: 'demo-0.1.0.tgz', digest: sha256(bytes), provenance: bytes, ring, nowSeconds: 1.8e9 };
        predictHelm(3, input);
        predictHelm(4, input);
      },
    },
    { name: 'keyring', seeds: rings, parse: bytes => void readKeyring(bytes) },
  ];
}

/** Runs a parser; our own refusals are answers, everything else is a finding. */
export function ignoreRefusal(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ChartReleaseError') throw error;
  }
}
