import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { ChartMetadata } from '../../../src/core/chart/metadata';
import { buildChartArtifact } from '../../../src/core/registry/chartArtifact';
import { mediaTypes } from '../../../src/core/registry/mediaTypes';
import { decodeUtf8, encodeUtf8 } from '../../../src/util/bytes';
import { sha256 } from '../../../src/util/digest';
import { chartMetadata, vectorChart } from '../../support/registryCharts';

const folder = 'test/fixtures/vectors/oci';
const createdSeconds = Date.parse('2024-03-01T12:34:56Z') / 1000;

const captures = [
  { name: 'mychart-with-prov', file: 'mychart-0.1.0.tgz', provenance: true },
  { name: 'plain-utc', file: 'plain-1.0.0.tgz', provenance: false },
  { name: 'plain-kolkata', file: 'plain-1.0.0.tgz', provenance: false },
  { name: 'full', file: 'full-2.0.0-rc.1.tgz', provenance: false },
  { name: 'annots', file: 'annots-1.0.0.tgz', provenance: false },
  { name: 'plusver', file: 'plusver-1.0.0+build.5.tgz', provenance: false },
];

describe('the artifact of a chart', () => {
  for (const helm of ['h3', 'h4']) {
    for (const { name, file, provenance } of captures) {
      it(`has the configuration and manifest that ${helm} pushed for ${name}`, () => {
        const config = readFileSync(`${folder}/configs/${name}.${helm}.config.json`);
        const artifact = buildChartArtifact({
          archive: vectorChart(file, chartMetadata(config)),
          createdSeconds,
          ...(provenance ? { provenance: readFileSync(`${folder}/charts/${file}.prov`) } : {}),
        });
        assert.equal(decodeUtf8(artifact.config.bytes), config.toString());
        // The capture in another time zone: the same moment, which we write in UTC.
        const manifest = readFileSync(`${folder}/manifests/${name}.${helm}.json`, 'utf8').replace(
          '2024-03-01T18:04:56+05:30',
          '2024-03-01T12:34:56Z',
        );
        assert.equal(decodeUtf8(artifact.manifest.bytes), manifest);
        assert.equal(artifact.manifest.digest, sha256(encodeUtf8(manifest)));
      });
    }
  }

  const build = (metadata: Partial<ChartMetadata>, provenance?: Uint8Array) =>
    buildChartArtifact({
      archive: vectorChart('plain-1.0.0.tgz', { name: 'plain', version: '1.0.0', apiVersion: 'v2', ...metadata }),
      createdSeconds: 0,
      ...(provenance === undefined ? {} : { provenance }),
    });
  const annotationsOf = (metadata: Partial<ChartMetadata>): Record<string, string> =>
    (JSON.parse(decodeUtf8(build(metadata).manifest.bytes) ?? '') as { annotations: Record<string, string> })
      .annotations;
  const image = 'org.opencontainers.image.';

  it('lets Chart.yaml override every derived annotation but version and title', () => {
    const annotations = annotationsOf({
      annotations: {
        [`${image}version`]: 'x',
        [`${image}title`]: 'x',
        [`${image}created`]: '',
        [`${image}url`]: 'u',
        own: '1',
      },
      home: 'https://h',
    });
    assert.deepEqual(annotations, {
      [`${image}created`]: '',
      [`${image}title`]: 'plain',
      [`${image}url`]: 'u',
      [`${image}version`]: '1.0.0',
      own: '1',
    });
  });

  it('takes the first source alone, and none when that one is blank', () => {
    assert.equal(annotationsOf({ sources: ['a', 'b'] })[`${image}source`], 'a');
    assert.equal(annotationsOf({ sources: [' \u0085\u00a0', 'b'] })[`${image}source`], undefined);
    assert.equal(annotationsOf({ description: '\ufeff' })[`${image}description`], '\ufeff');
  });

  it('names authors as Helm does, with the space that a missing name leaves', () => {
    const maintainers = [{ name: 'A', email: 'a@x' }, { name: 'B' }, { email: 'c@x' }, {}];
    assert.equal(annotationsOf({ maintainers })[`${image}authors`], 'A (a@x), B,  (c@x), ');
    assert.equal(annotationsOf({ maintainers: [{}] })[`${image}authors`], undefined);
  });

  it('sorts layers by digest, whichever the provenance gets', () => {
    const orders = new Set<string>();
    for (let i = 0; i < 32; i++) {
      const { layers } = build({}, encodeUtf8(`provenance ${i}`));
      assert.ok(layers[0]!.digest < layers[1]!.digest);
      orders.add(layers[0]!.mediaType);
    }
    assert.deepEqual([...orders].sort(), [mediaTypes.chart, mediaTypes.provenance].sort());
  });

  it('writes the dependency fields that are always there, and no others that are empty', () => {
    const config = decodeUtf8(
      build({
        dependencies: [{ name: 'd', repository: '', enabled: false, tags: [], importValues: [{ b: 1, a: '<' }, 2] }],
        keywords: [],
        annotations: {},
      }).config.bytes,
    );
    assert.equal(
      config,
      '{"name":"plain","version":"1.0.0","apiVersion":"v2","dependencies":[{"name":"d","repository":"","import-values":[{"a":"\\u003c","b":1},2]}]}',
    );
  });
});
