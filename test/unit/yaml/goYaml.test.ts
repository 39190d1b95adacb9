import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { YamlNode } from '../../../src/core/yaml/goYaml';
import { parseGoYaml } from '../../../src/core/yaml/goYaml';
import { formatFloat64 } from '../../../src/core/yaml/scalar';
import { compareUtf8 } from '../../../src/util/bytes';

interface Answer {
  readonly text: string;
  readonly error?: string;
  readonly value: unknown;
  /** What the strict mode says besides. */
  readonly strict?: string;
}

const answers = JSON.parse(readFileSync('test/fixtures/yaml/golden.json', 'utf8')) as readonly Answer[];

/** Keys that JSON has no text for are Helm's next complaint, not that of the YAML reader. */
const isUnsupportedKey = (goText: string): boolean => goText.startsWith('unsupported map key');

describe('the YAML reader beside the one that Helm links', () => {
  it('takes and refuses the same texts, with the same sentence and line', () => {
    assert.ok(answers.filter(({ error }) => error !== undefined).length > 3000);
    for (const { text, error } of answers) {
      const { problem } = parseGoYaml(text);
      const goText = problem === undefined || isUnsupportedKey(problem.goText) ? undefined : problem.goText;
      assert.equal(goText, error, JSON.stringify(text));
    }
  });

  it('reads the same values', () => {
    const taken = answers.filter(({ error }) => error === undefined);
    assert.ok(taken.length > 2000);
    for (const { text, value } of taken) {
      const { root, problem } = parseGoYaml(text);
      if (problem === undefined) assert.deepEqual(root === undefined ? null : typed(root), value, JSON.stringify(text));
    }
  });

  it('finds the same repeated keys in strict mode', () => {
    const repeating = answers.filter(({ strict }) => strict !== undefined);
    assert.ok(repeating.length > 20);
    for (const { text, strict } of repeating) {
      const lines = (parseGoYaml(text, { strict: true }).repeated ?? []).map(
        ({ line, key }) => `\n  line ${line}: key ${key} already set in map`,
      );
      assert.equal(`yaml: unmarshal errors:${lines.join('')}`, strict, JSON.stringify(text));
    }
  });

  it('gives ranges that lie in the text and in each other', () => {
    for (const { text } of answers) {
      const { root, problem } = parseGoYaml(text);
      if (problem !== undefined) assert.ok(problem.range.start >= 0 && problem.range.start <= text.length);
      if (root !== undefined) checkRanges(root, text.length);
    }
  });
});

describe('a place in a YAML text', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['a map', 'a:\n  b: 1\n  c: [x]\n\n# end\n', 'b: 1\n  c: [x]'],
    ['a list', 'a:\n- x\n- y # z\n', '- x\n- y'],
    ['a flow map', 'a: {b: c, d: [e] } # f\n', '{b: c, d: [e] }'],
    ['a quoted text', "a: 'é\u{1F600}' # x\n", "'é\u{1F600}'"],
    ['an anchored text', 'a: &x !!str 1\n', '1'],
    ['a text over lines', 'a: b\n  c\nd: e\n', 'b\n  c'],
  ];
  for (const [name, text, expected] of cases) {
    it(`is exact for ${name}`, () => {
      const { root } = parseGoYaml(text);
      assert.equal(root?.kind, 'map');
      const range = root.entries[0]?.value.range;
      assert.equal(text.slice(range?.start, range?.end), expected);
    });
  }

  it('is where an open quote began, and where a sign stands that begins nothing', () => {
    const at = (text: string): number | undefined => parseGoYaml(text).problem?.range.start;
    assert.equal(at('a: 1\nb: "x\nc: 2\n'), 8);
    assert.equal(at('a: 1\nb: @x\n'), 8);
  });
});

describe('a hostile YAML text', function () {
  this.timeout(20_000);
  const reasonOf = (text: string): string | undefined => parseGoYaml(text).problem?.reason;

  it('may not nest without end', () => {
    assert.equal(reasonOf('['.repeat(50_000)), 'tooDeep');
    assert.equal(reasonOf('- '.repeat(50_000)), 'tooDeep');
    assert.equal(reasonOf('{a: '.repeat(50_000)), 'tooDeep');
  });

  it('may not multiply aliases', () => {
    const rows = [...'abcdefghi'].map((name, i, all) => {
      const before = all[i - 1];
      return `${name}: &${name} [${(before === undefined ? 'x,' : `*${before},`).repeat(10)}]`;
    });
    assert.equal(reasonOf(rows.join('\n')), 'aliases');
  });

  it('may not contain itself', () => {
    assert.equal(parseGoYaml('a: &a [*a]\n').problem?.goText, "yaml: anchor 'a' value contains itself");
  });

  it('is read in the time of its length', () => {
    const texts = [
      `a: ${'x '.repeat(500_000)}\n`,
      `a: ${'x\n  '.repeat(300_000)}\n`,
      `a: "${'\\n'.repeat(500_000)}"\n`,
      `a: |\n${'  x\n'.repeat(300_000)}`,
      `a: [${'x,'.repeat(300_000)}]\n`,
      'a: b\n'.repeat(200_000),
      `${'# c\n'.repeat(300_000)}a: b\n`,
      `${'? a\n'.repeat(200_000)}`,
      `a: ${'&a '.repeat(3)}${'é'.repeat(1_000_000)}`,
      `"${' \n'.repeat(400_000)}"`,
    ];
    for (const text of texts) parseGoYaml(text, { strict: true });
  });
});

function checkRanges(node: YamlNode, length: number): void {
  const { start, end } = node.range;
  assert.ok(start >= 0 && start <= end && end <= length, JSON.stringify(node.range));
  if (node.kind === 'list') for (const item of node.items) checkRanges(item, length);
  if (node.kind === 'map') {
    for (const { key, value } of node.entries) {
      checkRanges(key, length);
      checkRanges(value, length);
    }
  }
}

/** As the golden file has it: an integer as text, a map as sorted pairs. */
function typed(node: YamlNode): unknown {
  if (node.kind === 'list') return node.items.map(typed);
  if (node.kind === 'map') {
    // A key that is no number is not even the same as itself.
    const isLast = (at: number): boolean => {
      const { value } = node.entries[at]?.key ?? {};
      return !node.entries.slice(at + 1).some(({ key }) => key.value === value);
    };
    const pairs = node.entries
      .filter((_, at) => isLast(at))
      .map(({ key, value }) => [goJson(typed(key)), typed(value)] as const);
    return { map: [...pairs].sort(([a], [b]) => compareUtf8(a, b)) };
  }
  if (typeof node.value === 'bigint') return { int: String(node.value) };
  return typeof node.value === 'number' ? { float: formatFloat64(node.value) } : node.value;
}

function goJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
