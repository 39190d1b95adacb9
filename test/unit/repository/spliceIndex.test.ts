import assert from 'node:assert/strict';
import type { ChartIndex, ChartVersion } from '../../../src/core/repository/chartIndex';
import { ChartReleaseError } from '../../../src/core/errors';
import { formatIndex } from '../../../src/core/repository/formatIndex';
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

const betaEntry =
  '{"name":"beta","version":"1.0.0","apiVersion":"v2","urls":["beta-1.0.0.tgz"],"created":"2026-03-01T00:00:00Z","digest":"ab"}';

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

  it('puts a chart into flow style, and keeps comments and what Helm leaves out', () => {
    const flow = `{apiVersion: v1, # first, ours
  entries: {alpha: [{name: alpha, version: latest}, {name: alpha, version: 1.0.0}], # second
    gamma: [ ]}, generated: 2026-01-01T00:00:00Z, } # end
`;
    const after = edited(flow, entries => entries.set('beta', [version('beta', '1.0.0')]));
    const beta = `"beta": [${betaEntry}],`;
    assert.equal(
      after,
      flow.replace(' # second\n', () => `${beta} # second\n`).replace('2026-01-01T00:00:00Z', '"2026-03-01T00:00:00Z"'),
    );
  });

  it('edits charts and lists in brackets inside of a file of lines', () => {
    const head = 'apiVersion: v1\ngenerated: "2026-01-01T00:00:00Z"\n';
    const list = `${head}entries:\n  beta: [{name: beta, version: 0.1.0}] # ours\n`;
    const add = (entries: Map<string, readonly ChartVersion[]>): void => {
      entries.set('beta', [version('beta', '1.0.0'), ...(entries.get('beta') ?? [])]);
    };
    const now = (text: string): string => text.replace('2026-01-01', '2026-03-01');
    assert.equal(edited(list, add), now(list.replace('[{', () => `[${betaEntry},{`)));
    const map = `${head}entries: {beta: [{name: beta, version: 0.1.0}]} # ours\n`;
    assert.equal(edited(map, add), now(map.replace('[{', () => `[${betaEntry},{`)));
    const without = edited(list, entries => entries.delete('beta'));
    assert.deepEqual([...indexOf(without).entries.keys()], []);
  });

  const json = `{
  "apiVersion": "v1",
  "ours": {"b": 1},
  "entries": {
    "alpha": [
      { "name": "alpha", "version": "2.0.0",   "x": [1] },
      { "name": "alpha", "version": "latest" },
      {"version": "1.0.0", "name": "alpha"}
    ],
    "gamma": []
  },
  "generated": "2026-01-01T00:00:00Z",
  "last": null
}
`;
  const jsonDated = json.replace('2026-01-01', '2026-03-01');

  it('changes nothing of JSON but the time when nothing else changes', () => {
    assert.equal(
      edited(json, () => undefined),
      jsonDated,
    );
  });

  it('puts a version into JSON where its order is, and leaves all other bytes', () => {
    const after = edited(json, entries => {
      const [first, second] = entries.get('alpha') ?? [];
      assert.ok(first && second);
      entries.set('alpha', [first, version('alpha', '1.5.0'), second]);
    });
    const line = '      {"version": "1.0.0"';
    const entry = JSON.stringify(
      JSON.parse(betaEntry.replaceAll('beta', 'alpha').replaceAll('1.0.0', '1.5.0')),
      null,
      2,
    );
    assert.equal(
      after,
      jsonDated.replace(line, () => `${entry.replace(/^/gm, '      ')},\n${line}`),
    );
  });

  it('takes a version out of JSON, then all of a chart, and what Helm leaves out only when asked', () => {
    const after = edited(json, entries => entries.set('alpha', (entries.get('alpha') ?? []).slice(1)));
    assert.equal(after, jsonDated.replace(/ {6}\{ "name": "alpha", "version": "2.*\n/, ''));
    const emptied = edited(json, entries => entries.clear());
    assert.match(emptied, /"alpha": \[\n {6}\{ "name": "alpha", "version": "latest" \}\n {4}\],\n {4}"gamma": \[\]/);
    const index = indexOf(json);
    const pruned = spliceIndex(encodeUtf8(json), { ...index, entries: new Map() }, true);
    assert.deepEqual(JSON.parse(pruned), { ...(JSON.parse(json) as object), entries: {} });
  });

  it('writes into the JSON of Helm what Helm would write', () => {
    const index = indexOf(json);
    const alpha = [version('alpha', '2.0.0')];
    const helms = formatIndex({ ...index, entries: new Map([['alpha', alpha]]) }, 'json');
    const after = edited(helms, entries => entries.set('beta', [version('beta', '1.0.0')]));
    const both = new Map([...indexOf(helms).entries, ['beta', [version('beta', '1.0.0')]] as const]);
    assert.equal(after, formatIndex({ ...index, generated: '2026-03-01T00:00:00Z', entries: both }, 'json'));
    const none = formatIndex({ ...index, entries: new Map() }, 'json');
    assert.equal(
      edited(none, entries => entries.set('alpha', alpha)),
      formatIndex({ ...index, generated: '2026-03-01T00:00:00Z', entries: new Map([['alpha', alpha]]) }, 'json'),
    );
  });

  const mergedIn = (more: string): string =>
    `apiVersion: v1\nentries:\n  <<: {alpha: [{name: alpha, version: 1.0.0}]}\n${more}`;

  it('writes a file that cannot be edited in place only when nothing is lost', () => {
    const beta = (entries: Map<string, readonly ChartVersion[]>): void => {
      entries.set('beta', [version('beta', '1.0.0')]);
    };
    assert.deepEqual([...indexOf(edited(mergedIn(''), beta)).entries.keys()], ['alpha', 'beta']);
    for (const text of [mergedIn('# ours\n'), mergedIn('  gamma: [{name: gamma, version: x}]\n')])
      assert.throws(
        () => edited(text, beta),
        error => ChartReleaseError.is(error, 'index.cannotKeep'),
      );
  });
});
