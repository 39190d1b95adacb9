import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { YamlValue } from '../../../src/core/yaml/emitGoYaml';
import { emitGoYaml } from '../../../src/core/yaml/emitGoYaml';
import { parseGoYaml } from '../../../src/core/yaml/goYaml';
import { plainValue } from '../../../src/core/yaml/plainValue';

const vectors = JSON.parse(readFileSync('test/fixtures/vectors/charts/yaml-scalar-encode.json', 'utf8')) as readonly {
  readonly string: string;
  readonly helm4_emitted: string;
}[];

describe('the YAML writer', () => {
  it('writes every measured scalar as Helm does', () => {
    assert.ok(vectors.length > 50);
    // Measured as an annotation of a Chart.yaml, hence one level in.
    for (const { string, helm4_emitted } of vectors) {
      // Measured through a Chart.yaml that held the character raw: its reader folded the line break before the writer saw it.
      const written = string === '\u0085' ? ' ' : string;
      assert.equal(
        emitGoYaml({ annotations: { k: written } }),
        `annotations:\n  ${helm4_emitted}`,
        JSON.stringify(string),
      );
    }
  });

  it('sorts keys in the natural order, digits as numbers and signs before letters', () => {
    const measured = [
      '',
      '-x',
      '.x',
      '_x',
      '~',
      '1',
      '1.5',
      '2',
      '10',
      'A',
      'AB',
      'B',
      'Z9',
      'a',
      'a-b',
      'a.b',
      'a/b',
      'a_b',
      'a1',
      'a01',
      'a2',
      'a10',
      'aB',
      'ab',
    ];
    const emitted = emitGoYaml(Object.fromEntries(measured.map(key => [key, 'v'])));
    const keys = emitted
      .split('\n')
      .slice(0, -1)
      .map(line => line.replace(/: v$/, '').replace(/^["'](.*)["']$/, '$1'));
    assert.deepEqual(keys, measured);
  });

  it('writes what its reader reads back, for any text, list and map', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: fc.constantFrom(' ', '\n', 'a', ':', '#', '-', "'", '"', '0', '\t', 'é') }),
      fc.lorem(),
    );
    const value = fc.letrec<{ value: YamlValue }>(tie => ({
      value: fc.oneof(
        { depthSize: 'small' },
        text,
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(
          text.filter(key => key !== '__proto__' && key !== '<<'),
          tie('value'),
          { maxKeys: 5, noNullPrototype: true },
        ),
      ),
    })).value;
    fc.assert(
      fc.property(value.filter(isSupported), written => {
        const { root, problem } = parseGoYaml(emitGoYaml(written));
        assert.equal(problem, undefined);
        assert.deepEqual(root === undefined ? null : plainValue(root), written);
      }),
      { numRuns: 3000 },
    );
  });
});

/** The texts that can be in a chart: no lone surrogates, none of the other characters that YAML has no way to write. */
function isSupported(value: YamlValue): boolean {
  if (typeof value === 'string') return isWellFormed(value);
  if (Array.isArray(value)) return value.every(isSupported);
  return (
    typeof value !== 'object' ||
    value === null ||
    Object.entries(value).every(([key, item]) => isWellFormed(key) && isSupported(item as YamlValue))
  );
}

function isWellFormed(text: string): boolean {
  return !/\p{Cs}/u.test(text);
}
