import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rules } from '../../../src/core/lint/rules';

const origins = {
  both: 'Helm 3 and Helm 4 lint report it',
  helm4: "Helm 4's lint reports it",
  load: 'Helm refuses it on loading',
  own: 'beyond Helm',
};

describe('rules', () => {
  const codes = Object.keys(rules);
  const pages = readdirSync('docs/rules', { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.md') && name !== 'README.md')
    .map(name => name.replaceAll('\\', '/').replace(/\.md$/, ''));

  it('have one page each, and there is no page without a rule', () => {
    assert.deepEqual([...pages].sort(), [...codes].sort());
  });

  it('say the same on their page: severity, origin, message and quick fix', () => {
    for (const [code, rule] of Object.entries(rules)) {
      const page = readFileSync(join('docs/rules', `${code}.md`), 'utf8');
      const wanted = [`# ${code}`, `- Severity: ${rule.severity}`, `- Origin: ${origins[rule.origin]}`];
      for (const line of wanted) assert.ok(page.split('\n').includes(line), `${code}: ${line}`);
      const words = (text: string): string => text.replace(/[\\*_]/g, '').replace(/\s+/g, ' ');
      assert.ok(words(page).includes(words(`- Message: ${rule.message}`)), `${code}: message`);
      assert.equal(page.includes('- Quick fix: '), rule.fix !== undefined, `${code}: quick fix`);
      assert.ok(page.length > 150, `${code}: explains itself`);
    }
  });

  it('are all on the index page', () => {
    const index = readFileSync('docs/rules/README.md', 'utf8');
    for (const code of codes) assert.ok(index.includes(`[${code}](${code}.md)`), code);
  });

  it('can all be named in the setting for severities, and nothing else can', () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
      contributes: { configuration: { properties: Record<string, { propertyNames?: { enum: string[] } }> } };
    };
    const setting = manifest.contributes.configuration.properties['helmChartRelease.lint.rules'];
    assert.deepEqual([...(setting?.propertyNames?.enum ?? [])].sort(), [...codes].sort());
  });

  it('are each reported by some checker', () => {
    const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
      .filter(name => name.endsWith('.ts') && !name.endsWith('Table.ts'))
      .map(name => readFileSync(join('src', name), 'utf8'))
      .join('\n');
    const unused = codes.filter(code => !sources.includes(`'${code}'`));
    assert.deepEqual(unused, []);
  });

  it('have codes of the form group/name in small letters', () => {
    for (const code of codes) assert.match(code, /^[a-z]+(?:-[a-z]+)*\/[a-z0-9]+(?:-[a-z0-9]+)*$/);
    assert.ok(existsSync('docs/rules/README.md'));
  });
});
