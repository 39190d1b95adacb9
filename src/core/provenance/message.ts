import type { Digest } from '../../util/digest';
import { formatChartYaml } from '../chart/chartYaml';
import type { ChartMetadata } from '../chart/metadata';
import { emitGoYaml } from '../yaml/emitGoYaml';
import { separator } from './canonicalMessage';

/**
 * The text of a provenance file: metadata as loaded from the packaged archive, then the file's digest.
 * `fileName` is the archive's base name: it is signed, so renaming the archive breaks verification.
 */
export function buildMessage(metadata: ChartMetadata, fileName: string, digest: Digest): string {
  return `${formatChartYaml(metadata)}${separator}${emitGoYaml({ files: { [fileName]: digest } })}`;
}
