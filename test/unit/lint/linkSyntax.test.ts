import assert from 'node:assert/strict';
import { isEmail, isRequestUrl, isUrl } from '../../../src/core/chart/linkSyntax';
import { either, literal, matchesWhole, optional, repeated, run, seq } from '../../../src/util/matchParts';

describe('addresses as the lint of Helm takes them', () => {
  it('are right or wrong as measured', () => {
    const table: readonly (readonly [(text: string) => boolean, readonly string[], readonly string[]])[] = [
      [
        isRequestUrl,
        ['data:,a', 'file:///a', 'x:', 'oci://x', 'x:%zz', 'http://a"b/', 'http://[::1]:80/', 'http://a/#f'],
        [
          '//x',
          'a/b',
          'http://x.y#f',
          'http://a b/',
          'http://a/%zz',
          'http://x:port',
          'http://ü@a.b',
          'http://[::1',
          '',
        ],
      ],
      [
        isUrl,
        ['example.com', 'http://localhost:8080', 'mailto:a@b.co', 'a.b:80', 'u:@foo', 'ssh://u%40@localhost:1#f'],
        ['foo', 'localhost', '@joe', 'git@github.com:x/y.git', 'HTTPS://X.Y', 'http://a b.c', 'a.b', '.a.b', 'x_y'],
      ],
      [
        isEmail,
        ['jo@example.com', 'j.o+x@a.b', 'jö@ü.de', 'jo@a..b.c', 'jo@example.com.'],
        ['jo@localhost', 'jo@1.2.3.4', 'Jo <jo@a.b>', '"jo"@a.b', 'j..o@a.b', '.jo@a.b', 'jo@a.b1', '', 'jo@'],
      ],
    ];
    for (const [check, right, wrong] of table) {
      assert.deepEqual(
        right.filter(text => !check(text)),
        [],
      );
      assert.deepEqual(wrong.filter(check), []);
    }
  });

  it('are judged in little time, however they are made', () => {
    const started = process.hrtime.bigint();
    for (const text of [`${'a-'.repeat(1000)}!`, `${'a.'.repeat(1000)}!`, `${'@'.repeat(2000)}`, 'a'.repeat(2082)])
      isUrl(text);
    isEmail(`a@${'a.'.repeat(5000)}!`);
    assert.ok(Number(process.hrtime.bigint() - started) / 1e6 < 10_000);
  });

  it('are matched by all ways at once', () => {
    const part = seq(optional(literal('a')), repeated(either(literal('ab'), literal('b'))), run(/[0-9]/));
    for (const text of ['1', 'a1', 'ab12', 'aabb1', 'b1']) assert.ok(matchesWhole(part, text), text);
    for (const text of ['', 'a', 'aa1', 'b1x']) assert.ok(!matchesWhole(part, text), text);
  });
});
