import assert from 'node:assert/strict';
import type { UploadApi } from '../../../src/core/repository/uploadApi';
import { formatForm, uploadOutcome, uploadPlace } from '../../../src/core/repository/uploadApi';

const file = 'web-1.0.0+b.tgz';

describe('where a server takes packages', () => {
  const cases: readonly (readonly [UploadApi, string, string])[] = [
    ['chartmuseum', 'https://charts.example.com', 'POST https://charts.example.com/api/charts'],
    ['chartmuseum', 'https://h/org/team', 'POST https://h/api/org/team/charts'],
    ['chartmuseum', 'https://h/chartrepo/project', 'POST https://h/api/chartrepo/project/charts'],
    ['gitea', 'https://h/api/packages/me/helm', 'POST https://h/api/packages/me/helm/api/charts'],
    [
      'gitlab',
      'https://h/api/v4/projects/7/packages/helm/stable',
      'POST https://h/api/v4/projects/7/packages/helm/api/stable/charts',
    ],
    ['nexus', 'https://h/repository/charts/', `PUT https://h/repository/charts/${file}`],
    ['artifactory', 'https://h/artifactory/charts', `PUT https://h/artifactory/charts/${file}`],
    ['put', 'https://u:p@h/x', `PUT https://h/x/${file}`],
  ];
  for (const [api, repository, expected] of cases) {
    it(`${api} of ${repository}`, () => {
      const { method, url } = uploadPlace(api, new URL(repository), file, { force: false });
      assert.equal(`${method} ${url.href}`, expected);
    });
  }

  it('says force to ChartMuseum only when asked to, and keeps its context path in front', () => {
    const options = { force: true, contextPath: '/museum' };
    const { url } = uploadPlace('chartmuseum', new URL('https://h/museum/org'), file, options);
    assert.equal(url.href, 'https://h/museum/api/org/charts?force=true');
  });

  it('makes a form that another reader takes apart into the same files', async () => {
    const bytes = new Uint8Array([0, 13, 10, 45, 45, 255]);
    const body = formatForm([{ field: 'chart', fileName: file, bytes }], 'edge');
    const headers = { 'Content-Type': 'multipart/form-data; boundary=edge' };
    const chart = (await new Response(body, { headers }).formData()).get('chart');
    assert.ok(chart instanceof File);
    assert.equal(chart.name, file);
    assert.deepEqual(new Uint8Array(await chart.arrayBuffer()), bytes);
  });

  it('tells a conflict from a refusal, in the words of each server', () => {
    assert.equal(uploadOutcome(201, ''), 'done');
    assert.equal(uploadOutcome(409, '{"error":"file already exists"}'), 'conflict');
    assert.equal(uploadOutcome(412, ''), 'conflict');
    assert.equal(uploadOutcome(400, 'Repository does not allow updating assets: charts'), 'conflict');
    assert.equal(uploadOutcome(400, 'invalid chart package'), 'refused');
    assert.equal(uploadOutcome(401, ''), 'refused');
  });
});
