import assert from 'node:assert/strict';
import type { ChartIndex, ChartVersion } from '../../../src/core/repository/chartIndex';
import { readIndex } from '../../../src/core/repository/readIndex';
import { spliceIndex } from '../../../src/core/repository/spliceIndex';
import { encodeUtf8 } from '../../../src/util/bytes';

const source = `# our charts
apiVersion: v1
entries:
  alpha:
  # the newest
  - name: alpha   # by hand
    version:   2.0.0
    urls: [alpha-2.0.0.tgz]
    created: "2026-01-02T00:00:00Z"
  - {name: alpha, version: latest}
  - name: alpha
    version: "1.0.0"
    urls:
      - alpha-1.0.0.tgz
    created: 2026-01-01T00:00:00Z

  # é
  gamma:
    - name: gamma
      version: 1.0.0
generated: "2026-01-02T00:00:00Z"   # written by hand
`;

function indexOf(text: string): ChartIndex {
  const { index } = readIndex(encodeUtf8(text));
  assert.ok(index);
  return index;
}

function version(name: string, text: string): ChartVersion {
  return {
    metadata: { name, version: text, apiVersion: 'v2' },
    urls: [`${name}-${text}.tgz`],
    created: '2026-03-01T00:00:00Z',
    digest: 'ab',
  };
}

function edited(text: string, edit: (entries: Map<string, readonly ChartVersion[]>) => void): string {
  const index = indexOf(text);
  const entries = new Map(index.entries);
  edit(entries);
  return spliceIndex(encodeUtf8(text), { ...index, generated: '2026-03-01T00:00:00Z', entries });
}

const added = `  - apiVersion: v2
    created: "2026-03-01T00:00:00Z"
    digest: ab
    name: alpha
    urls:
    - alpha-1.5.0.tgz
    version: 1.5.0
`;
const dated = source.replace('"2026-01-02T00:00:00Z"   #', '"2026-03-01T00:00:00Z"   #');

describe('an edit of an index', () => {
  it('changes nothing but the time when nothing else changes', () => {
    assert.equal(
      edited(source, () => undefined),
      dated,
    );
  });

  it('puts a new version where its order is, and leaves all other bytes', () => {
    const after = edited(source, entries => {
      const [first, second] = entries.get('alpha') ?? [];
      assert.ok(first && second);
      entries.set('alpha', [first, version('alpha', '1.5.0'), second]);
    });
    const before = '  - name: alpha\n    version: "1.0.0"';
    assert.equal(
      after,
      dated.replace(before, () => added + before),
    );
  });

  it('writes a new version at the column of its neighbours', () => {
    const after = edited(source, entries => {
      entries.set('gamma', [version('gamma', '2.0.0'), ...(entries.get('gamma') ?? [])]);
    });
    assert.match(after, /  gamma:\n    - apiVersion: v2\n      created: "2026-03/);
  });

  it('puts a new chart between its neighbours', () => {
    const after = edited(source, entries => entries.set('beta', [version('beta', '1.0.0')]));
    assert.match(after, /created: 2026-01-01T00:00:00Z\n {2}beta:\n {2}- apiVersion: v2\n/);
    assert.deepEqual([...indexOf(after).entries.keys()], ['alpha', 'beta', 'gamma']);
  });

  it('takes out a version with the comment above it, and keeps what Helm leaves out', () => {
    const after = edited(source, entries => entries.set('alpha', (entries.get('alpha') ?? []).slice(1)));
    assert.equal(after, dated.replace(/ {2}# the newest\n[\s\S]*?(?= {2}- \{name)/, ''));
  });

  it('takes out a chart of which nothing is left', () => {
    const after = edited(source, entries => entries.delete('gamma'));
    assert.equal(after, dated.replace('\n  # é\n  gamma:\n    - name: gamma\n      version: 1.0.0\n', ''));
    assert.deepEqual([...indexOf(after).entries.keys()], ['alpha']);
  });

  it('fills an index that has no entries, and empties one', () => {
    for (const empty of ['{}', '', 'null']) {
      const filled = edited(`apiVersion: v1\nentries: ${empty}\n`, entries =>
        entries.set('alpha', [version('alpha', '1.5.0')]),
      );
      assert.equal(filled, `apiVersion: v1\nentries:\n  alpha:\n${added}generated: "2026-03-01T00:00:00Z"\n`);
      assert.equal(
        edited(filled, entries => {
          entries.clear();
        }),
        'apiVersion: v1\nentries: {}\ngenerated: "2026-03-01T00:00:00Z"\n',
      );
    }
  });

  it('keeps the line breaks of the file', () => {
    const after = edited(source.replaceAll('\n', '\r\n'), entries => entries.set('beta', [version('beta', '1.0.0')]));
    assert.equal(after.replaceAll('\r\n', '').includes('\n'), false);
  });

  it('writes a file without lines for its versions anew, with the same contents', () => {
    const flow = '{apiVersion: v1, entries: {alpha: [{name: alpha, version: 1.0.0}]}, }';
    const after = edited(flow, entries => entries.set('beta', [version('beta', '1.0.0')]));
    assert.deepEqual([...indexOf(after).entries.keys()], ['alpha', 'beta']);
  });
});
