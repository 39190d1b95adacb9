import { readFile } from 'node:fs/promises';
import { ChartReleaseError } from '../../core/errors';
import type { Fetch } from '../../core/registry/ports';
import type { Environment } from '../environment';
import { nodeFetch } from './nodeFetch';
import type { TlsFiles } from './trust';

/** Absolute paths of PEM files. */
export interface TlsPaths {
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
}

/**
 * `nodeFetch` with certificates that are read at the first request. That request, and each until they can be read, throws
 * `file.notFound` with the path. A certificate without its key, or a key alone, is not sent.
 */
export function tlsFetch(paths: TlsPaths, environment: Environment): Fetch {
  let ready: Promise<Fetch> | undefined;
  return async (address, init) => {
    ready ??= readTls(paths).then(tls => nodeFetch({ environment, tls }));
    try {
      return await (
        await ready
      )(address, init);
    } catch (error) {
      if (ChartReleaseError.is(error, 'file.notFound')) ready = undefined;
      throw error;
    }
  };
}

async function readTls({ caFile, certFile, keyFile }: TlsPaths): Promise<TlsFiles> {
  const ca = await read(caFile);
  const [cert, key] = [await read(certFile), await read(keyFile)];
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined || key === undefined ? {} : { cert, key }),
  };
}

async function read(path: string | undefined): Promise<string | undefined> {
  if (path === undefined || path === '') return undefined;
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new ChartReleaseError('file.notFound', { path }, { cause });
  }
}
