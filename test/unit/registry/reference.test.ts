import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { ChartReleaseError } from '../../../src/core/errors';
import {
  chartReference,
  formatReference,
  parseReference,
  parseTarget,
  tagToVersion,
  versionToTag,
} from '../../../src/core/registry/reference';

interface Outcome {
  readonly rc: number;
  readonly stderr: string;
  readonly firstRequests: readonly string[];
}
interface ReferenceCases {
  readonly push: readonly {
    readonly chart: string;
    readonly remote: string;
    readonly helm3: Outcome;
    readonly helm4: Outcome;
  }[];
  readonly pull: readonly {
    readonly ref: string;
    readonly version: string | null;
    readonly helm3: Outcome;
    readonly helm4: Outcome;
  }[];
}
const cases = JSON.parse(readFileSync('test/fixtures/vectors/oci/reference-cases.json', 'utf8')) as ReferenceCases;

/** Helm found the reference itself wrong, before any request. */
const refusedReference =
  /invalid reference|invalid_reference|invalid chart URL|not supported|hostname required|missing registry/;

const reasonOf = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    assert.ok(ChartReleaseError.is(error, 'registry.badReference'));
    return error.details.reason;
  }
};

describe('a reference in a registry', () => {
  describe('to push to, beside both Helms', () => {
    const differences = new Map([
      ['oci://', 'both Helms fail at the look-up of a host named oci; here the host is missing'],
    ]);
    for (const { chart, remote, helm4 } of cases.push.filter(({ chart }) => chart === 'plain-1.0.0.tgz')) {
      it(`${remote} with ${chart}`, () => {
        const refused = reasonOf(() => chartReference(remote, 'plain', '1.0.0')) !== undefined;
        const helmRefuses = refusedReference.test(helm4.stderr);
        assert.equal(refused, differences.has(remote) ? !helmRefuses : helmRefuses);
        const pushed = /^Pushed: (.*)$/m.exec(helm4.stderr)?.[1];
        if (pushed !== undefined)
          assert.equal(formatReference(chartReference(remote, 'plain', '1.0.0')), `oci://${pushed}`);
      });
    }
  });

  describe('to pull from, beside both Helms', () => {
    for (const { ref, version, helm4 } of cases.pull) {
      it(`${ref} ${version ?? ''}`, () => {
        assert.equal(reasonOf(() => parseReference(ref)) !== undefined, refusedReference.test(helm4.stderr));
        const pulled = /^Pulled: (.*)$/m.exec(helm4.stderr)?.[1];
        if (pulled === undefined) return;
        const ours = parseReference(ref);
        assert.ok(pulled.startsWith(`${ours.host}/${ours.repository}`));
      });
    }
  });

  it('says what is wrong', () => {
    assert.equal(
      reasonOf(() => parseReference('127.0.0.1/a')),
      'scheme',
    );
    assert.equal(
      reasonOf(() => parseReference('https://h/a')),
      'unsupported-scheme',
    );
    assert.equal(
      reasonOf(() => parseReference('oci:///a')),
      'host',
    );
    assert.equal(
      reasonOf(() => parseReference('oci://user:pw@h/a')),
      'host',
    );
    assert.equal(
      reasonOf(() => parseReference('oci://h:99999/a')),
      'host',
    );
    assert.equal(
      reasonOf(() => parseReference('oci://h')),
      'repository',
    );
    assert.equal(
      reasonOf(() => parseReference('oci://h/a/../b')),
      'repository',
    );
    assert.equal(
      reasonOf(() => parseReference('oci://h/a:1+b')),
      'tag',
    );
    assert.equal(
      reasonOf(() => parseReference(`oci://h/a:${'1'.repeat(129)}`)),
      'tag',
    );
    assert.equal(
      reasonOf(() => parseReference('oci://h/a@sha256:abc')),
      'digest',
    );
  });

  it('does not let a chart name lead into another repository', () => {
    assert.equal(
      reasonOf(() => chartReference('oci://h/team', 'a/b', '1.0.0')),
      'repository',
    );
    assert.equal(
      reasonOf(() => chartReference('oci://h/team', '../b', '1.0.0')),
      'repository',
    );
    assert.equal(
      reasonOf(() => chartReference('oci://h/team', '', '1.0.0')),
      'repository',
    );
  });

  it('maps every plus of a version, not the first alone', () => {
    assert.deepEqual(chartReference('oci://h/a/', 'web', '1.0.0+b+c'), {
      host: 'h',
      repository: 'a/web',
      tag: '1.0.0_b_c',
    });
    assert.equal(tagToVersion('1.0.0_b_c'), '1.0.0+b+c');
  });

  it('reads a target with and without a path', () => {
    assert.deepEqual(parseTarget('oci://h:5000'), { host: 'h:5000', repository: '' });
    assert.deepEqual(parseTarget('oci://h//a//b//'), { host: 'h', repository: 'a/b' });
    assert.equal(
      reasonOf(() => parseTarget('oci://h/a:1')),
      'tag',
    );
  });

  it('answers at once on a name made to be slow', () => {
    const started = performance.now();
    assert.equal(
      reasonOf(() => parseReference(`oci://h/${'a-'.repeat(50_000)}!`)),
      'repository',
    );
    assert.ok(performance.now() - started < 500);
  });

  const segment = fc.stringMatching(/^[a-z0-9]{1,6}(?:(?:\.|_|__|-{1,3})[a-z0-9]{1,6}){0,2}$/);
  const repository = fc.array(segment, { minLength: 1, maxLength: 4 }).map(parts => parts.join('/'));
  const tag = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,40}$/);
  const digest = fc.stringMatching(/^[0-9a-f]{64}$/).map(hex => `sha256:${hex}`);
  const host = fc.constantFrom('h', 'registry.example.com', '127.0.0.1:5000', '[::1]:5000', 'localhost:65535');

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(host, repository, fc.option(tag), fc.option(digest), (h, r, t, d) => {
        const text = `oci://${h}/${r}${t === null ? '' : `:${t}`}${d === null ? '' : `@${d}`}`;
        assert.equal(formatReference(parseReference(text)), text);
      }),
    );
  });

  it('maps versions to tags and back', () => {
    const version = fc.stringMatching(/^[0-9]\.[0-9]\.[0-9](?:-[0-9a-z.-]{1,5})?(?:\+[0-9A-Za-z.-]{1,8})?$/);
    fc.assert(fc.property(version, text => tagToVersion(versionToTag(text)) === text));
  });
});
