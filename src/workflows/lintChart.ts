import { join, resolve } from 'node:path';
import { readArchive } from '../core/archive/readArchive';
import type { ChartFile } from '../core/chart/chart';
import { ChartReleaseError } from '../core/errors';
import type { ChartFolder, LintedFile, PathKind } from '../core/lint/chartFolder';
import { lintedFiles } from '../core/lint/chartFolder';
import type { FileFindings } from '../core/lint/checkChartFolder';
import { checkChartFolder } from '../core/lint/checkChartFolder';
import { readDependencies } from '../core/lint/checkLock';
import { withoutIgnored } from '../core/lint/ignoreComments';
import type { LintSettings } from '../core/lint/settings';
import { applySettings } from '../core/lint/settings';
import { decodeUtf8Lossy } from '../util/bytes';
import { limits } from './limits';
import type { ChartFiles, FileStore, PathKinds } from './ports';

export interface LintPorts {
  readonly chartFiles: ChartFiles;
  readonly store: Pick<FileStore, 'read'>;
  readonly pathKinds: PathKinds;
}

/**
 * Every rule that needs no rendering over one chart folder, with the user's settings and ignore comments. `open`: text of
 * files as they stand in an editor, in place of what is on disk. Throws `chart.notFound`.
 */
export async function lintChart(
  ports: LintPorts,
  directory: string,
  settings: LintSettings,
  signal: AbortSignal,
  open: ReadonlyMap<LintedFile, Uint8Array> = new Map(),
): Promise<readonly FileFindings[]> {
  return judge(checkChartFolder(await readChartFolder(ports, directory, signal, open)).files, settings);
}

/** The same over a package, as `helm lint` takes them. Throws `archive.*`, `chart.notFound`. */
export function lintArchive(bytes: Uint8Array, settings: LintSettings): readonly FileFindings[] {
  const files = readArchive(bytes);
  if (!files.some(file => file.path === 'Chart.yaml')) throw new ChartReleaseError('chart.notFound', { path: '' });
  const contents = new Map<LintedFile, Uint8Array>();
  for (const path of lintedFiles) {
    const file = files.find(each => each.path === path);
    if (file !== undefined) contents.set(path, file.bytes);
  }
  const folder = {
    contents,
    files,
    missingFolders: [],
    templates: kindIn(files, 'templates'),
    crds: kindIn(files, 'crds'),
  };
  return judge(checkChartFolder(folder).files, settings);
}

function kindIn(files: readonly ChartFile[], name: string): PathKind | undefined {
  if (files.some(file => file.path === name)) return 'file';
  return files.some(file => file.path.startsWith(`${name}/`)) ? 'folder' : undefined;
}

function judge(files: readonly FileFindings[], settings: LintSettings): readonly FileFindings[] {
  return files
    .map(file => ({ ...file, findings: applySettings(withoutIgnored(file.text, file.findings), settings) }))
    .filter(file => file.findings.length > 0);
}

/** Reads what the rules look at. Throws `chart.notFound`. */
export async function readChartFolder(
  ports: LintPorts,
  directory: string,
  signal: AbortSignal,
  open: ReadonlyMap<LintedFile, Uint8Array>,
): Promise<ChartFolder> {
  const contents = new Map<LintedFile, Uint8Array>();
  const kind = (path: string): Promise<PathKind | undefined> => ports.pathKinds.kind(join(directory, path));
  if ((await kind('Chart.yaml')) === undefined && !open.has('Chart.yaml'))
    throw new ChartReleaseError('chart.notFound', { path: directory });
  for (const path of lintedFiles) {
    const bytes =
      open.get(path) ?? ((await kind(path)) === 'file' ? await read(ports, join(directory, path)) : undefined);
    if (bytes !== undefined) contents.set(path, bytes);
  }
  return {
    contents,
    templates: await kind('templates'),
    crds: await kind('crds'),
    files: await walk(ports, directory, signal, open),
    missingFolders: await missingFolders(ports, directory, contents.get('Chart.yaml')),
  };
}

async function read(ports: LintPorts, path: string): Promise<Uint8Array | undefined> {
  return ports.store.read(path, limits.archiveBytes);
}

async function walk(
  ports: LintPorts,
  directory: string,
  signal: AbortSignal,
  open: ReadonlyMap<LintedFile, Uint8Array>,
): Promise<ChartFolder['files']> {
  try {
    const { files } = await ports.chartFiles.readChart(directory, signal);
    return files.map(file => {
      const bytes = open.get(file.path as string as LintedFile);
      return bytes === undefined ? file : { ...file, bytes };
    });
  } catch (error) {
    if (error instanceof ChartReleaseError) return error;
    throw error;
  }
}

async function missingFolders(
  ports: LintPorts,
  directory: string,
  chartYaml: Uint8Array | undefined,
): Promise<readonly string[]> {
  const dependencies = chartYaml === undefined ? [] : (readDependencies(decodeUtf8Lossy(chartYaml)) ?? []);
  const local = dependencies.map(({ repository }) => repository).filter(text => text.startsWith('file://'));
  const missing: string[] = [];
  for (const repository of new Set(local)) {
    const folder = resolve(directory, repository.slice('file://'.length));
    if ((await ports.pathKinds.kind(join(folder, 'Chart.yaml'))) !== 'file') missing.push(repository);
  }
  return missing;
}
