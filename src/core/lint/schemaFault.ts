/** Part of a JSON schema: a map, or `true` or `false`. */
export type Schema = boolean | { readonly [keyword: string]: unknown };

const single = ['additionalItems', 'additionalProperties', 'contains', 'contentSchema', 'else', 'if', 'items', 'not'];
const further = ['propertyNames', 'then', 'unevaluatedItems', 'unevaluatedProperties'];
const lists = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const maps = ['$defs', 'definitions', 'dependentSchemas', 'patternProperties', 'properties'];
const counts = ['maxItems', 'maxLength', 'maxProperties', 'minItems', 'minLength', 'minProperties'];
const texts = ['$schema', '$ref', 'title', 'description', 'pattern', 'format', '$comment'];
const types = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'];

/** How deep schemas may nest: far beyond any that people write, and short of what a stack holds. */
const maxDepth = 200;

/**
 * The first keyword that does not hold what JSON Schema says, as a path; `undefined` for a sound schema. References within
 * the schema must lead somewhere.
 */
export function schemaFault(schema: unknown): string | undefined {
  if (isMap(schema) && typeof schema['$schema'] === 'string' && !/^[a-z][a-z0-9+.-]*:/i.test(schema['$schema']))
    return '/$schema';
  return faultIn(schema, schema, '', 0);
}

function faultIn(root: unknown, schema: unknown, path: string, depth: number): string | undefined {
  if (typeof schema === 'boolean')
    return isDraft4(root) && !/\/additional(?:Items|Properties)$/.test(path) ? path : undefined;
  if (!isMap(schema) || depth > maxDepth) return path === '' ? '/' : path;
  const items = Array.isArray(schema['items']) && isLatest(root);
  const own = items
    ? ['items']
    : Object.entries(schema).find(
        ([keyword, value]) => !isSound(keyword, value, isDraft4(root)) || !leadsSomewhere(root, keyword, value),
      );
  if (own !== undefined) return `${path}/${own[0]}`;
  for (const [part, child] of subschemas(schema)) {
    const fault = faultIn(root, child, `${path}/${part}`, depth + 1);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** The schemas directly inside, by where they stand. */
export function subschemas(schema: Readonly<Record<string, unknown>>): readonly (readonly [string, unknown])[] {
  const found: (readonly [string, unknown])[] = [];
  for (const keyword of [...single, ...further]) {
    const value = schema[keyword];
    if (Array.isArray(value)) found.push(...value.map((each, index) => [`${keyword}/${index}`, each] as const));
    else if (value !== undefined) found.push([keyword, value]);
  }
  for (const keyword of lists) {
    const value = schema[keyword];
    if (Array.isArray(value)) found.push(...value.map((each, index) => [`${keyword}/${index}`, each] as const));
  }
  for (const keyword of maps) {
    const value = schema[keyword];
    if (isMap(value)) found.push(...Object.entries(value).map(([name, each]) => [`${keyword}/${name}`, each] as const));
  }
  return found;
}

function isDraft4(root: unknown): boolean {
  return isMap(root) && String(root['$schema']).includes('draft-04');
}

/** Lists of schemas for items are called prefixItems in draft 2020-12. */
function isLatest(root: unknown): boolean {
  const uri = isMap(root) ? root['$schema'] : undefined;
  return typeof uri !== 'string' || !/draft-0|2019-09/.test(uri);
}

/** Of references by JSON pointer; anchors and other documents are not followed. */
function leadsSomewhere(root: unknown, keyword: string, value: unknown): boolean {
  if (keyword !== '$ref' || typeof value !== 'string' || !value.startsWith('#/')) return true;
  let at: unknown = root;
  for (const part of value.slice(2).split('/')) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(at)) at = (at as readonly unknown[])[Number(key)];
    else at = isMap(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  }
  return at !== undefined;
}

function isSound(keyword: string, value: unknown, draft4: boolean): boolean {
  if (keyword === 'exclusiveMinimum' || keyword === 'exclusiveMaximum')
    return typeof value === (draft4 ? 'boolean' : 'number');
  if (keyword === 'type') return isType(value);
  if (keyword === 'enum' || lists.includes(keyword))
    return Array.isArray(value) && (value.length > 0 || keyword === 'enum');
  if (keyword === 'required') return Array.isArray(value) && value.every(each => typeof each === 'string');
  if (maps.includes(keyword)) return isMap(value);
  if (counts.includes(keyword)) return Number.isInteger(value) && Number(value) >= 0;
  if (keyword === 'minimum' || keyword === 'maximum') return typeof value === 'number';
  if (keyword === 'multipleOf') return typeof value === 'number' && value > 0;
  if (keyword === 'pattern') return typeof value === 'string' && isPattern(value);
  if (keyword === 'uniqueItems') return typeof value === 'boolean';
  return !texts.includes(keyword) || typeof value === 'string';
}

/** Go writes some groups in another way than JavaScript: those are let pass. */
function isPattern(pattern: string): boolean {
  if (pattern.includes('(?')) return true;
  try {
    new RegExp(pattern);
    return true;
  } catch {
    return false;
  }
}

function isType(value: unknown): boolean {
  if (typeof value === 'string') return types.includes(value);
  return Array.isArray(value) && value.length > 0 && value.every(each => types.includes(String(each)));
}

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
