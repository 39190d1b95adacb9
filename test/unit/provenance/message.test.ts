import assert from 'node:assert/strict';
import { parseBody } from '../../../src/core/provenance/body';
import { findSum } from '../../../src/core/provenance/helm/goBody';
import { buildMessage } from '../../../src/core/provenance/message';
import { encodeUtf8 } from '../../../src/util/bytes';
import { sha256 } from '../../../src/util/digest';

const digest = sha256(encodeUtf8('x'));

describe('buildMessage', () => {
  it('writes metadata, an empty line, the separator and the sum', () => {
    assert.equal(
      buildMessage({ apiVersion: 'v2', name: 'shop', version: '1.10.0', keywords: ['a'] }, 'shop-1.10.0.tgz', digest),
      `apiVersion: v2\nkeywords:\n- a\nname: shop\nversion: 1.10.0\n\n...\nfiles:\n  shop-1.10.0.tgz: ${digest}\n`,
    );
  });

  for (const fileName of [
    'a: b-0.1.0.tgz',
    '1.tgz',
    "it's-1.tgz",
    '#a-1.0.0.tgz',
    'a-1.0.0+b.tgz',
    'ä-1.0.0.tgz',
    `${'n'.repeat(130)}-1.tgz`,
  ]) {
    it(`is read back by us and both Helms for the file name ${JSON.stringify(fileName)}`, () => {
      const text = buildMessage({ apiVersion: 'v2', name: 'n', version: '1' }, fileName, digest);
      const body = parseBody(text.trimEnd());
      assert.ok(!('fault' in body), JSON.stringify(body));
      assert.deepEqual([...body.files], [[fileName, digest]]);
      assert.deepEqual([body.name, body.version, body.unknownFields, body.hasExtras], ['n', '1', [], false]);
      for (const helm of [3, 4] as const) assert.equal(findSum(helm, encodeUtf8(text), fileName), digest);
    });
  }
});

describe('parseBody', () => {
  const good = `name: a\nversion: 1.10\n\n...\nfiles:\n  a-1.tgz: ${digest}`;
  it('takes a version as it is written', () => {
    const body = parseBody(good);
    assert.ok(!('fault' in body));
    assert.equal(body.version, '1.10');
  });

  it('accepts brackets in text, however many', () => {
    assert.ok(!('fault' in parseBody(good.replace('name', `description: |-\n  ${'[{'.repeat(200)}\nname`))));
  });

  const bad: readonly (readonly [string, string, string])[] = [
    ['two separators', good.replace('name: a', 'name: a\n...\nx: y'), 'separatorCount'],
    ['no separator', 'name: a', 'separatorCount'],
    ['metadata that is a list', good.replace('name: a\nversion: 1.10', '- a'), 'metadataShape'],
    ['no version', good.replace('version: 1.10\n', ''), 'metadataShape'],
    ['deep nesting', good.replace('1.10', '['.repeat(5000)), 'metadataYaml'],
    ['an anchor', good.replace('name: a', 'name: &x a'), 'metadataYaml'],
    ['an alias bomb', good.replace('name: a', 'x: &x [1]\ny: [*x, *x]\nname: a'), 'metadataYaml'],
    ['a tag', good.replace('name: a', 'name: !!str a'), 'metadataYaml'],
    ['a duplicate key', good.replace('name: a', 'name: a\nname: b'), 'metadataYaml'],
    ['another document', `${good}\n---\nfiles: {}`, 'sumsYaml'],
    ['a tab', good.replace('  a-1.tgz', '\ta-1.tgz'), 'sumsYaml'],
    ['files in upper case', good.replace('files', 'Files'), 'sumsShape'],
    ['a list of files', good.replace(`  a-1.tgz: ${digest}`, '- a'), 'sumsShape'],
    ['a path', good.replace('a-1.tgz', '../a-1.tgz'), 'fileName'],
    ['an upper-case digest', good.replace(digest, digest.toUpperCase()), 'digestFormat'],
  ];
  for (const [what, text, fault] of bad) {
    it(`refuses ${what}`, () => assert.deepEqual(parseBody(text), { fault }));
  }
});
