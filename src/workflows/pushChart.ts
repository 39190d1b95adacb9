import { basename, dirname } from 'node:path';
import { loadArchive } from '../core/archive/loadArchive';
import type { Context } from '../core/context';
import { buildChartArtifact } from '../core/registry/chartArtifact';
import type { RegistryClient } from '../core/registry/client';
import type { PushResult } from '../core/registry/pushChart';
import { pushChart as pushArtifact } from '../core/registry/pushChart';
import { chartReference } from '../core/registry/reference';
import { sha256 } from '../util/digest';
import { limits } from './limits';
import { requirePublishable } from './requirePublishable';
import { readPackage } from './signChart';
import type { VerifyPorts } from './verifyChart';

export interface PushPorts extends VerifyPorts {
  /** A client for the host (`name[:port]`) of a reference. */
  readonly clientFor: (host: string) => RegistryClient;
}

export interface PushRequest {
  readonly archivePath: string;
  /** `oci://host[:port]/path`, without the chart's name. */
  readonly target: string;
  /** Replaces another chart under the same tag; without it that throws `registry.tagExists`. */
  readonly overwrite?: boolean;
}

/** Pushes a package, and the provenance beside it when there is one, as `helm push` lays them out. */
export async function pushChart(ports: PushPorts, request: PushRequest, context: Context): Promise<PushResult> {
  const bytes = await readPackage(ports.store, request.archivePath);
  const provenance = await ports.store.read(`${request.archivePath}.prov`, limits.provenanceBytes);
  const fileName = basename(request.archivePath);
  return pushBytes(
    ports,
    { ...request, directory: dirname(request.archivePath), fileName, bytes, provenance },
    context,
  );
}

/** The same for bytes in memory: exactly what was verified is what is sent. */
export async function pushBytes(
  ports: Pick<PushPorts, 'clientFor' | 'keys' | 'clock' | 'policies'>,
  request: Pick<PushRequest, 'target' | 'overwrite'> & {
    /** Whose policy holds. */
    readonly directory: string;
    readonly fileName: string;
    readonly bytes: Uint8Array;
    readonly provenance: Uint8Array | undefined;
  },
  context: Context,
): Promise<PushResult> {
  const chart = loadArchive(request.bytes);
  const reference = chartReference(request.target, chart.metadata.name, chart.metadata.version);
  await requirePublishable(ports, { ...request, registry: `${reference.host}/${reference.repository}` });
  const artifact = buildChartArtifact({
    archive: {
      fileName: request.fileName,
      bytes: request.bytes,
      digest: sha256(request.bytes),
      metadata: chart.metadata,
    },
    // The newest entry stands for the archive's own time: unlike the file's, it is the same wherever the archive is.
    createdSeconds: Math.floor(newestEntrySeconds(chart)),
    ...(request.provenance === undefined ? {} : { provenance: request.provenance }),
  });
  context.progress({ step: 'uploading', subject: request.fileName });
  return pushArtifact(
    ports.clientFor(reference.host),
    reference,
    artifact,
    { overwrite: request.overwrite ?? false },
    context,
  );
}

function newestEntrySeconds(chart: ReturnType<typeof loadArchive>): number {
  const files = [chart.chartFile, ...chart.templates, ...chart.files];
  return Math.max(0, ...files.map(file => file.mtimeSeconds ?? 0));
}
