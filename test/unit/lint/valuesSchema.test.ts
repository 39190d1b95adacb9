import assert from 'node:assert/strict';
import { checkSchemaFile, checkValuesBySchema } from '../../../src/core/lint/checkSchema';
import { findingText } from '../../../src/core/lint/sarif';
import { encodeUtf8 } from '../../../src/util/bytes';

function found(values: string, schema: unknown): readonly string[] {
  return checkValuesBySchema(values, encodeUtf8(JSON.stringify(schema))).map(
    finding => `${values.slice(finding.range.start, finding.range.end)}: ${findingText(finding)}`,
  );
}

describe('values against their schema', () => {
  it('are marked where they do not fit: the value, or the key around what is missing', () => {
    const schema = {
      type: 'object',
      required: ['image'],
      properties: {
        replicas: { type: 'integer', minimum: 1 },
        service: { type: 'object', required: ['port'] },
        ports: { type: 'array', items: { type: 'integer' } },
      },
      additionalProperties: false,
    };
    assert.deepEqual(found('replicas: "two"\nservice: {}\nports:\n  - 80\n  - web\nother: 1\n', schema), [
      'replicas: values.yaml does not fit values.schema.json: image is missing.',
      '"two": replicas does not fit values.schema.json: it must be integer, not string.',
      'service: service does not fit values.schema.json: port is missing.',
      'web: ports.1 does not fit values.schema.json: it must be integer, not string.',
      '1: other does not fit values.schema.json: it is not allowed here.',
    ]);
    assert.deepEqual(found('image: a\nreplicas: 2\n', { ...schema, additionalProperties: true }), []);
  });

  it('say one thing of alternatives, and nothing of schemas that lie elsewhere', () => {
    assert.equal(found('a: 1\n', { properties: { a: { anyOf: [{ type: 'string' }, { minimum: 3 }] } } }).length, 1);
    assert.deepEqual(found('a: 1\n', { properties: { a: { $ref: 'https://a.example/schema.json' } } }), []);
    assert.deepEqual(found('a: 1\n', { $schema: 'https://a.example/dialect', type: 'string' }), []);
  });

  it('are not held against patterns that could keep the engine busy for ever', () => {
    const started = process.hrtime.bigint();
    const text = 'a'.repeat(40);
    for (const pattern of ['^(a+)+$', '^(a|a)*$', '^((a*)*)*$', '^(?:a|aa)+$', 'a*a*a*a*a*a*a*a*a*b'])
      assert.deepEqual(found(`a: ${text}!\n`, { properties: { a: { pattern } } }), [], pattern);
    assert.ok(Number(process.hrtime.bigint() - started) / 1e6 < 5000);
    assert.equal(found('a: b\n', { properties: { a: { pattern: '^a' } } }).length, 1);
  });

  it('take a schema that refers to itself without end for undecided', () => {
    assert.deepEqual(found('a: 1\n', { $ref: '#' }), []);
  });

  it('name the keyword of a schema that cannot be used, at its place', () => {
    for (const [text, marked] of [
      ['{"type": "text"}', '"text"'],
      ['{"properties": {"a": {"required": "x"}}}', '"x"'],
      ['{"properties": {"a": {"$ref": "#/nowhere"}}}', '"#/nowhere"'],
      ['{"type": "object"', ''],
    ] as const) {
      const [finding] = checkSchemaFile(encodeUtf8(text));
      assert.equal(finding?.code, 'values/schema-syntax');
      assert.equal(text.slice(finding.range.start, finding.range.end), marked, text);
    }
    assert.deepEqual(checkSchemaFile(encodeUtf8('{"$schema": "http://json-schema.org/draft-07/schema#"}')), []);
    assert.deepEqual(checkSchemaFile(new Uint8Array()), []);
  });
});
