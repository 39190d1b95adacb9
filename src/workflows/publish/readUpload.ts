import { basename, dirname } from 'node:path';
import { loadArchive } from '../../core/archive/loadArchive';
import type { ChartMetadata } from '../../core/chart/metadata';
import type { Digest } from '../../util/digest';
import { sha256 } from '../../util/digest';
import { limits } from '../limits';
import { requirePublishable } from '../requirePublishable';
import { readPackage } from '../signChart';
import type { VerifyPorts } from '../verifyChart';

/** A package and its provenance in memory: what was looked at is what is published. */
export interface Upload {
  readonly fileName: string;
  readonly bytes: Uint8Array;
  readonly digest: Digest;
  readonly metadata: ChartMetadata;
  readonly provenance?: Uint8Array;
}

/**
 * Reads a package with the provenance beside it, and asks the policies whether it may go to a repository. Throws
 * `file.notFound`, the codes of the archive reader, `policy.*` and `verify.refused`.
 */
export async function readUpload(ports: VerifyPorts, path: string, repository: string): Promise<Upload> {
  const bytes = await readPackage(ports.store, path);
  const provenance = await ports.store.read(`${path}.prov`, limits.provenanceBytes);
  const fileName = basename(path);
  await requirePublishable(ports, { directory: dirname(path), fileName, bytes, provenance, repository });
  return {
    fileName,
    bytes,
    digest: sha256(bytes),
    metadata: loadArchive(bytes).metadata,
    ...(provenance === undefined ? {} : { provenance }),
  };
}
