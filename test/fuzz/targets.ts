import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { loadArchive } from '../../src/core/archive/loadArchive';
import type { TarEntry } from '../../src/core/archive/readTar';
import { readTar, TarReader } from '../../src/core/archive/readTar';
import { scanArchive } from '../../src/core/archive/scanArchive';
import { writeGzip } from '../../src/core/archive/writeGzip';
import { decodeChartLock } from '../../src/core/chart/chartLock';
import { decodeChartYaml } from '../../src/core/chart/chartYaml';
import { parseConstraint, satisfies } from '../../src/core/chart/constraint';
import { ignoredBy, readHelmignore } from '../../src/core/chart/helmignore';
import { parseVersion } from '../../src/core/chart/version';
import { ChartReleaseError } from '../../src/core/errors';
import { decodeUtf8Lossy } from '../../src/util/bytes';
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
  readonly parse: (bytes: Uint8Array) => void | Promise<void>;
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
    { name: 'tar in parts', seeds: tars, parse: readInParts },
    {
      name: 'package in parts',
      seeds: archives,
      parse: async bytes => void (await scanArchive(Readable.from(partsOf(bytes)), bytes.length)),
    },
    { name: 'gzip', seeds: archives, parse: bytes => void loadArchive(bytes) },
    { name: 'chart in a sound gzip', seeds: tars, parse: bytes => void loadArchive(writeGzip([bytes])) },
    {
      name: 'YAML',
      seeds: filesOf('charts', /\.(?:yaml|lock)$/),
      parse: async bytes => {
        for (const read of [decodeChartYaml, decodeChartLock, checkValues]) await ignoreRefusal(() => read(bytes));
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
    {
      name: '.helmignore and constraints',
      seeds: ['*.bak\n!x\n[a-c]?/\n', '>=1.2.3-0 <2 || ^1.x, !=1 - 2'].map(text => new TextEncoder().encode(text)),
      parse: bytes => {
        const text = decodeUtf8Lossy(bytes);
        const { rules } = readHelmignore(text);
        for (const path of ['a', 'templates/.x', 'x/y/b.bak']) ignoredBy(rules, path, false);
        const constraint = parseConstraint(text);
        const version = parseVersion('1.2.3-a.1');
        if (constraint !== undefined && version !== undefined) satisfies(constraint, version, 'helm3');
      },
    },
    { name: 'keyring', seeds: rings, parse: bytes => void readKeyring(bytes) },
  ];
}

/** Runs a parser; our own refusals are answers, everything else is a finding. */
export async function ignoreRefusal(run: () => unknown): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ChartReleaseError') throw error;
  }
}

/** What comes of reading: the paths, or the code of the refusal. */
function outcomeOf(read: () => readonly TarEntry[]): string {
  try {
    return read()
      .map(({ path, bytes }) => `${path} ${bytes.length}`)
      .join('\n');
  } catch (error) {
    if (!(error instanceof ChartReleaseError)) throw error;
    return error.code;
  }
}

/** A tar that comes in small parts gives the same entries, or the same refusal, as one that comes at once. */
function readInParts(bytes: Uint8Array): void {
  const inParts = (): readonly TarEntry[] => {
    const reader = new TarReader(() => true);
    for (let at = 0, size = 1; at < bytes.length; at += size, size = (size * 7) % 701)
      reader.push(bytes.subarray(at, at + size));
    return reader.end();
  };
  const [whole, parts] = [outcomeOf(() => readTar(bytes)), outcomeOf(inParts)];
  if (whole !== parts) throw new Error(`at once: ${whole}, in parts: ${parts}`);
}

/** A file in parts of 100 bytes, as it comes from a disk or a network. */
function* partsOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 100) yield bytes.subarray(at, at + 100);
}
