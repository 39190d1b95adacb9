import type { ArchiveLimit } from '../archiveProblem';
import { compareUtf8 } from '../../util/bytes';
import { ChartReleaseError } from '../errors';
import type { Chart, ChartFile, ChartPath, LoadWarning } from './chart';
import { unloadable } from './chartYaml';
import type { ClassifiedFiles } from './classifyFiles';
import { classifyFiles } from './classifyFiles';
import { limits } from './limits';
import { validateMetadata } from './validateMetadata';

export interface LoadOptions {
  /** Reads a packed subchart (`charts/*.tgz`); archives are above this layer. */
  readonly readArchive: (bytes: Uint8Array) => readonly ChartFile[];
}

/**
 * Makes a chart of its files, as Helm 4.1.4 does (pkg/chart/v2/loader LoadFiles): metadata first, then the validation, then
 * the subcharts. A byte order mark at the start of any file is dropped. Throws `chart.unloadable` with Helm's text,
 * `archive.limit` for charts nested without end, and what reading a packed subchart throws.
 * Not checked: whether declared dependencies are there, the fit of the schema, templates.
 */
export function loadChart(files: readonly ChartFile[], options: LoadOptions): Chart {
  return new Loader(options).load(files, { depth: 0, packed: 0 });
}

/** How deep a chart lies in others: in all, and of those packed ones. */
interface Place {
  readonly depth: number;
  readonly packed: number;
}

class Loader {
  #nestedBytes = 0;

  constructor(private readonly options: LoadOptions) {}

  /** Files as they were read from a directory or an archive. */
  load(files: readonly ChartFile[], place: Place): Chart {
    const warnings: LoadWarning[] = [];
    const withoutMarks = files.map(file => {
      if (!hasByteOrderMark(file.bytes)) return file;
      warnings.push({ code: 'bomStripped', path: file.path });
      return { ...file, bytes: file.bytes.subarray(3) };
    });
    const chart = this.#assemble(withoutMarks, place);
    return { ...chart, warnings: [...warnings, ...chart.warnings] };
  }

  #assemble(files: readonly ChartFile[], place: Place): Chart {
    if (place.depth > limits.depth) throw overLimit('subchartDepth', place.depth, limits.depth);
    const { metadata, subcharts, warnings, ...parts } = classifyFiles(files);
    validateMetadata(metadata);
    const nested = this.#loadSubcharts(metadata.name, subcharts, place);
    return {
      ...parts,
      metadata,
      dependencies: nested.flatMap(({ chart }) => chart ?? []),
      warnings: [...warnings, ...nested.flatMap(subchart => subchart.warnings)],
    };
  }

  /** In the order of their names in `charts/`: Helm's own order is random, and any fixed one is among those it can give. */
  #loadSubcharts(parent: string, subcharts: ClassifiedFiles['subcharts'], place: Place): readonly LoadedSubchart[] {
    const sorted = [...subcharts].sort(([a], [b]) => compareUtf8(a, b));
    return sorted.map(([name, files]) => {
      const path = `charts/${name}`;
      if (name.startsWith('_') || name.startsWith('.')) return { warnings: [{ code: 'subchartIgnored', path }] };
      const chart = name.endsWith('.tgz')
        ? this.#loadPacked(parent, name, files, place)
        : this.#loadDirectory(parent, name, files, place);
      return { chart, warnings: chart.warnings.map(warning => ({ ...warning, path: `${path}/${warning.path}` })) };
    });
  }

  /** A file directly in charts/ leaves nothing here, and Helm then misses the Chart.yaml. */
  #loadDirectory(parent: string, name: string, files: readonly ChartFile[], place: Place): Chart {
    const prefix = `charts/${name}/`;
    const own = files
      .filter(file => file.path.startsWith(prefix))
      .map(file => ({ ...file, path: file.path.slice(prefix.length) as ChartPath }));
    return unpacking(parent, name, () => this.#assemble(own, { ...place, depth: place.depth + 1 }));
  }

  #loadPacked(parent: string, name: string, files: readonly ChartFile[], place: Place): Chart {
    const [archive] = files;
    if (archive?.path !== `charts/${name}`) {
      const found = archive?.path.slice('charts/'.length) ?? '';
      throw unloadable(
        'subchartPath',
        `error unpacking subchart tar in ${parent}: expected ${name}, got ${found}`,
        `charts/${name}`,
      );
    }
    return unpacking(parent, name, () => {
      const packed = place.packed + 1;
      if (packed > limits.nesting) throw overLimit('nesting', packed, limits.nesting);
      const content = this.options.readArchive(archive.bytes);
      this.#nestedBytes += content.reduce((sum, file) => sum + file.bytes.length, 0);
      if (this.#nestedBytes > limits.nestedBytes) throw overLimit('nestedBytes', this.#nestedBytes, limits.nestedBytes);
      return this.load(content, { depth: place.depth + 1, packed });
    });
  }
}

interface LoadedSubchart {
  readonly chart?: Chart;
  readonly warnings: readonly LoadWarning[];
}

/** Says in which subchart something failed: Helm's way in Helm's texts, by the path of the entry in ours. */
function unpacking(parent: string, name: string, load: () => Chart): Chart {
  const path = `charts/${name}`;
  try {
    return load();
  } catch (error) {
    if (ChartReleaseError.is(error, 'chart.unloadable')) {
      const { reason, helmText } = error.details;
      throw new ChartReleaseError(
        'chart.unloadable',
        {
          reason,
          helmText: `error unpacking subchart ${name} in ${parent}: ${helmText}`,
          path: below(path, error.details.path),
        },
        { cause: error },
      );
    }
    for (const code of ['archive.malformed', 'archive.hostile', 'archive.limit'] as const) {
      if (!ChartReleaseError.is(error, code)) continue;
      throw new ChartReleaseError(
        code,
        { ...error.details, entry: below(path, error.details.entry) },
        { cause: error },
      );
    }
    throw error;
  }
}

function below(path: string, inner: string | undefined): string {
  return inner === undefined ? path : `${path}/${inner}`;
}

function overLimit(limit: ArchiveLimit, value: number, allowed: number): ChartReleaseError {
  return new ChartReleaseError('archive.limit', { limit, value, allowed });
}

function hasByteOrderMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}
