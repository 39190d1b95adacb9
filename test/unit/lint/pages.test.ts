import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChartFile } from '../../../src/core/chart/chart';
import type { LintedFile, PathKind } from '../../../src/core/lint/chartFolder';
import { lintedFiles } from '../../../src/core/lint/chartFolder';
import { checkChartFolder } from '../../../src/core/lint/checkChartFolder';
import { checkHelmignore } from '../../../src/core/lint/checkHelmignore';
import { withoutIgnored } from '../../../src/core/lint/ignoreComments';
import { lintChartYaml } from '../../../src/core/lint/lintChartYaml';
import { rules } from '../../../src/core/lint/rules';
import { checkProvFile } from '../../../src/core/provenance/checkProvFile';
import { checkIndex } from '../../../src/core/repository/checkIndex';
import { encodeUtf8 } from '../../../src/util/bytes';

/** Examples in words: what they need is not in one file, or not in a file at all. Their rules have tests of their own. */
const inWords = new Set([
  ...[
    'helmignore/line-too-long',
    'chart/chart-yaml-directory',
    'chart/version-published',
    'dependencies/folder-missing',
  ],
  ...['dependencies/no-version-fits', 'dependencies/unknown-chart', 'index/digest-differs', 'index/package-missing'],
  ...['index/prov-missing', 'index/created-changed', 'index/version-lost'],
  ...['prov/digest-differs', 'prov/archive-missing', 'prov/metadata-differs', 'prov/body'],
]);

/** The files that a part of a page shows, by their path; one without a path has an empty one. */
function filesIn(page: string, heading: string): ReadonlyMap<string, string> {
  const part = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const files = [...part.matchAll(/(?:^|\n)(?:`([^`\n]+)`\n\n)?```\w+\n([\s\S]*?\n)```/g)];
  return new Map(files.map(([, path = '', text = '']) => [path, text]));
}

function kindIn(files: ReadonlyMap<string, string>, name: string): PathKind | undefined {
  if (files.has(name)) return 'file';
  return [...files.keys()].some(path => path.startsWith(`${name}/`)) ? 'folder' : undefined;
}

function codesOf(code: string, files: ReadonlyMap<string, string>): readonly string[] {
  const text = files.get('');
  const group = code.split('/')[0];
  const codes = (findings: readonly { readonly code: string }[]): readonly string[] => findings.map(each => each.code);
  if (text !== undefined) {
    if (group === 'helmignore') return codes(checkHelmignore(text));
    if (group === 'index') return codes(checkIndex(text).findings);
    if (group === 'prov') return codes(checkProvFile(text, { fileName: 'demo-0.1.0.tgz', digest: undefined }));
    return codes(withoutIgnored(text, lintChartYaml(text)));
  }
  const contents = new Map(
    lintedFiles.flatMap((path): [LintedFile, Uint8Array][] => {
      const found = files.get(path);
      return found === undefined ? [] : [[path, encodeUtf8(found)]];
    }),
  );
  const { files: checked } = checkChartFolder({
    contents,
    files: [...files].map(([path, each]) => ({ path, bytes: encodeUtf8(each) }) as ChartFile),
    missingFolders: [],
    templates: kindIn(files, 'templates'),
    crds: kindIn(files, 'crds'),
  });
  return codes(checked.flatMap(file => file.findings));
}

describe('the page of each rule', () => {
  for (const code of Object.keys(rules)) {
    it(`says why, shows wrong and right, what to do and how to silence it: ${code}`, () => {
      const page = readFileSync(join('docs/rules', `${code}.md`), 'utf8');
      const headings = [...page.matchAll(/^## (.*)$/gm)].map(match => match[1]);
      assert.deepEqual(headings, ['Wrong', 'Right', 'What to do', 'Silence']);
      for (const part of page.split(/^## .*$/m)) assert.ok(part.trim().length > 8, part);
      assert.ok(page.includes(`--rules ${code}=off`));
      if (inWords.has(code)) return;
      assert.ok(codesOf(code, filesIn(page, 'Wrong')).includes(code), 'the wrong example has the problem');
      const right = filesIn(page, 'Right');
      if (right.size > 0) assert.ok(!codesOf(code, right).includes(code), 'the right example has it not');
    });
  }
});
