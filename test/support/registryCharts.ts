import { readFileSync } from 'node:fs';
import type { ChartMetadata, Dependency } from '../../src/core/chart/metadata';
import { memorySource } from '../../src/core/registry/blobPorts';
import type { ChartArtifactSource } from '../../src/core/registry/chartArtifact';
import { sha256 } from '../../src/util/digest';

const folder = 'test/fixtures/vectors/oci/charts';

/** Metadata of a configuration blob: the JSON names are ours, but for `import-values`. */
export function chartMetadata(config: Uint8Array): ChartMetadata {
  const metadata = JSON.parse(Buffer.from(config).toString()) as ChartMetadata;
  if (metadata.dependencies === undefined) return metadata;
  const dependencies = metadata.dependencies.map(({ ['import-values' as never]: importValues, ...rest }: Dependency) =>
    importValues === undefined ? rest : { ...rest, importValues },
  );
  return { ...metadata, dependencies };
}

export function vectorChart(fileName: string, metadata: ChartMetadata): ChartArtifactSource['archive'] {
  const bytes = new Uint8Array(readFileSync(`${folder}/${fileName}`));
  return { fileName, content: memorySource(bytes), digest: sha256(bytes), metadata };
}
