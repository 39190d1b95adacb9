import fc from 'fast-check';

/** A chart with a schema, and perhaps a subchart that has one of its own. */
export interface SchemaChart {
  readonly schema: string;
  readonly values: string;
  readonly subchart: { readonly schema: string; readonly values: string; readonly declared: string } | undefined;
}

const leaf: fc.Arbitrary<unknown> = fc.constantFrom<unknown>(
  ...['string', 'number', 'integer', 'boolean', 'null', 'object', ['string', 'null']].map(type => ({ type })),
  ...[{ enum: [1, 'a', null] }, { const: 1 }, { minimum: 2 }, { maximum: 3, exclusiveMinimum: 1 }, { minLength: 2 }],
  ...[{ maxLength: 3 }, { pattern: '^a' }, { multipleOf: 0.5 }, { type: 'array', items: { type: 'string' } }, true, {}],
  ...[
    { minItems: 1 },
    { uniqueItems: true },
    { required: ['x'] },
    { not: { type: 'string' } },
    { $ref: '#/definitions/d' },
  ],
  ...[{ anyOf: [{ type: 'string' }, { minimum: 3 }] }, { oneOf: [{ type: 'number' }, { type: 'integer' }] }],
  ...[{ if: { type: 'string' }, then: { minLength: 2 }, else: { minimum: 2 } }, { contains: { const: 1 } }],
  ...[{ type: 'object', properties: { x: { type: 'string' } }, required: ['x'], additionalProperties: false }],
  ...[{ type: 'object', additionalProperties: { type: 'string' } }, { propertyNames: { pattern: '^[a-z]+$' } }],
  ...[{ type: 'text' }, { required: 'x' }, { properties: [] }, { pattern: '(' }, { $ref: '#/nowhere' }, { title: 1 }],
);

const schema: fc.Arbitrary<string> = fc
  .record({
    $schema: fc.constantFrom(
      undefined,
      'http://json-schema.org/draft-07/schema#',
      'https://json-schema.org/draft/2020-12/schema',
    ),
    type: fc.constantFrom(undefined, 'object'),
    required: fc.constantFrom(undefined, undefined, ['a'], ['z']),
    additionalProperties: fc.constantFrom(undefined, undefined, false),
    properties: fc.record({ a: leaf, b: leaf }),
    definitions: fc.record({ d: fc.constantFrom({ type: 'string' }, { minimum: 2 }) }),
  })
  .map(value => JSON.stringify(value));

const value = fc.constantFrom(
  ...'1 2.5 "a" abc true null [] {} 3 "" -1'.split(' '),
  ...['[1, 1]', '[a, b]', '{x: a}', '{x: 1}', '{A: 1}', '{x: a, y: b}', '12345678901234567890'],
);
const values: fc.Arbitrary<string> = fc
  .tuple(value, fc.option(value), fc.constantFrom('', '', 'd: 1\n', 'global: {x: 1}\n'))
  .map(([a, b, more]) => `a: ${a}\n${b === null ? '' : `b: ${b}\n`}${more}`);

const over = fc.oneof(
  fc.constantFrom(
    '',
    'sub: null\n',
    'sub: {b: null}\n',
    'q: {a: 1}\n',
    'sub: 1\n',
    'sub: {global: {x: 2}}\n',
    'on: false\n',
  ),
  value.map(each => `sub: {a: ${each}}\n`),
);
const declared = fc
  .constantFrom(
    'version: 1.x',
    'version: 1.x, alias: q',
    'version: 1.x, condition: on',
    'version: 1.x, tags: [t]',
    'version: 2.x',
  )
  .map(text => `dependencies: [{name: sub, ${text}, repository: ""}]\n`);

export const schemaCharts: fc.Arbitrary<SchemaChart> = fc
  .tuple(schema, values, over, fc.option(fc.record({ schema, values, declared }), { nil: undefined }))
  .map(([own, given, above, subchart]) => ({
    schema: own,
    values: subchart === undefined ? given : given + above,
    subchart,
  }));
