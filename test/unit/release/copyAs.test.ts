import assert from 'node:assert/strict';
import { parseAllDocuments } from 'yaml';
import { copyAs } from '../../../src/core/release/copyAs';

const digest = `sha256:${'a'.repeat(64)}`;
const source = { name: 'shop', version: '1.2.0', repository: 'registry.example.com/charts/shop', digest };
const documents = (text: string) => parseAllDocuments(text).map(document => document.toJS() as Record<string, never>);

describe('copying a published chart for other tools', () => {
  it('pins helm install and helm pull by digest, and asks for verification', () => {
    assert.equal(
      copyAs('helmInstall', source),
      `helm install shop oci://registry.example.com/charts/shop@${digest} --verify`,
    );
    assert.equal(copyAs('helmPull', source), `helm pull oci://registry.example.com/charts/shop@${digest} --verify`);
  });

  it('makes a Flux source pinned by digest and a release that uses it', () => {
    const [sourceObject, release] = documents(copyAs('fluxHelmRelease', source));
    assert.deepEqual(sourceObject?.['spec']?.['ref'], { digest });
    assert.equal(sourceObject?.['spec']?.['url'], 'oci://registry.example.com/charts/shop');
    assert.deepEqual(release?.['spec']?.['chartRef'], { kind: 'OCIRepository', name: 'shop' });
  });

  it('makes an Argo CD application with the repository without scheme and chart name', () => {
    const [application] = documents(copyAs('argoApplication', source));
    const expected = { repoURL: 'registry.example.com/charts', chart: 'shop', targetRevision: '1.2.0' };
    assert.deepEqual(application?.['spec']?.['source'], expected);
  });
});
