import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { editorTexts } from '../../support/editorTexts';

/** Names of products and commands, the same in every language. */
const names = new Set(['GitHub Actions', 'GitLab CI', 'helm install', 'helm pull', 'Helm 3', 'Helm 4']);
const placeholders = (text: string): readonly string[] => [...new Set(text.match(/\{\d+\}/g) ?? [])].sort();

/** As a translation into a language that nobody speaks: longer, with accents, and its placeholders in another order. */
function pseudo(text: string): string {
  const accents: Readonly<Record<string, string>> = { a: 'á', e: 'é', i: 'í', o: 'ó', u: 'ü', n: 'ñ', c: 'ç' };
  const parts = text.split(/(\{\d+\})/);
  const changed = parts.map(part =>
    /^\{\d+\}$/.test(part) ? part : part.replaceAll(/[aeiounc]/g, letter => accents[letter] ?? letter),
  );
  return `[${changed.reverse().join('')}~~~]`;
}

describe('the texts of the editor', () => {
  const { localised, bare, looked } = editorTexts();

  it('all go through the localisation of the editor, as texts that a translator finds', () => {
    const shown = bare.filter(({ text }) => !names.has(text.trim()));
    assert.deepEqual(shown, []);
    assert.ok(localised.length > 500, String(localised.length));
    // Rules and fields of Chart.yaml have their texts in tables of the core, shared with the command line.
    const files = [...new Set(looked.map(({ file }) => file.replaceAll('\\', '/')))].sort();
    assert.deepEqual(files, ['src/editor/diagnostics/findings.ts', 'src/editor/language/chartYamlLanguage.ts']);
  });

  it('are made on the side of the editor only: pages add no words of their own', () => {
    assert.deepEqual(editorTexts('src/webview').bare, []);
  });

  it('have a value for each placeholder, and a placeholder for each value', () => {
    const wrong = localised.filter(({ text, values }) => values !== undefined && placeholders(text).length !== values);
    assert.deepEqual(wrong, []);
    for (const { text } of localised)
      assert.deepEqual(
        placeholders(text),
        placeholders(text).map((_, index) => `{${index}}`),
        text,
      );
  });

  it('are never put together from parts whose order a language could not change', () => {
    // A text that begins or ends with a blank is half a sentence.
    assert.deepEqual(
      localised.filter(({ text }) => text !== text.trim()),
      [],
    );
  });

  it('stay whole in a pseudo-locale, in code and in the manifest', () => {
    const manifest = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Readonly<Record<string, string>>;
    for (const text of [...localised.map(each => each.text), ...Object.values(manifest)]) {
      const other = pseudo(text);
      assert.notEqual(other, text);
      assert.deepEqual(placeholders(other), placeholders(text));
    }
  });
});
