import tseslint from 'typescript-eslint';

const nodeIo = ['fs', 'fs/promises', 'http', 'https', 'net', 'tls', 'child_process', 'os', 'process', 'worker_threads'];
const bothSpellings = names => names.flatMap(name => [name, `node:${name}`]);
const outOf = folders =>
  folders.map(folder => ({
    group: [`**/${folder}/**`, `**/${folder}`],
    message: `imports point one way: not from ${folder}/ here`,
  }));
const restrict = (files, { folders = [], modules = [], ignores = [] }) => ({
  files,
  ignores,
  rules: {
    'no-restricted-imports': [
      'error',
      {
        paths: modules.map(name => ({ name, message: 'not in this folder: see docs/architecture.md' })),
        patterns: outOf(folders),
      },
    ],
  },
});
const layers = ['core', 'workflows', 'node', 'cli', 'editor', 'webview'];
const above = name => layers.slice(layers.indexOf(name) + 1);
const foreign = ['vscode', 'openpgp', ...bothSpellings(nodeIo)];

export default tseslint.config(
  { ignores: ['dist/**', 'out/**', 'node_modules/**', '.cache/**', 'test/fixtures/**', 'test/support/host/**'] },
  ...tseslint.configs.strict,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      'no-console': 'error',
      eqeqeq: ['error', 'always'],
      'no-control-regex': 'off',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }],
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'No default exports.' },
        { selector: 'ExportAllDeclaration', message: 'No barrel files.' },
      ],
    },
  },
  restrict(['src/util/**'], { folders: layers, modules: foreign }),
  restrict(['src/core/**'], { folders: above('core'), modules: foreign, ignores: ['src/core/provenance/openpgp.ts'] }),
  restrict(['src/core/provenance/openpgp.ts'], {
    folders: above('core'),
    modules: ['vscode', ...bothSpellings(nodeIo)],
  }),
  restrict(['src/core/{yaml,chart}/**'], {
    folders: [...above('core'), 'archive', 'provenance', 'repository', 'registry'],
    modules: foreign,
  }),
  restrict(['src/core/archive/**'], {
    folders: [...above('core'), 'provenance', 'repository', 'registry'],
    modules: foreign,
  }),
  restrict(['src/core/provenance/**'], {
    folders: [...above('core'), 'archive', 'repository', 'registry'],
    modules: foreign,
    ignores: ['src/core/provenance/openpgp.ts'],
  }),
  restrict(['src/core/repository/**'], {
    folders: [...above('core'), 'archive', 'provenance', 'registry'],
    modules: foreign,
  }),
  restrict(['src/core/registry/**'], {
    folders: [...above('core'), 'archive', 'provenance', 'repository'],
    modules: foreign,
  }),
  restrict(['src/core/trust/**'], {
    folders: [...above('core'), 'chart', 'archive', 'provenance', 'repository', 'registry', 'release', 'lint'],
    modules: foreign,
  }),
  restrict(['src/core/release/**'], {
    folders: [...above('core'), 'provenance', 'repository', 'registry', 'lint'],
    modules: foreign,
  }),
  restrict(['src/workflows/**'], { folders: above('workflows'), modules: foreign }),
  restrict(['src/node/**'], { folders: above('node'), modules: ['vscode', 'openpgp'] }),
  restrict(['src/cli/**'], { folders: ['editor', 'webview'], modules: ['vscode', 'openpgp'] }),
  restrict(['src/editor/**'], { folders: ['cli'], modules: ['openpgp', ...bothSpellings(nodeIo)] }),
  restrict(['src/webview/**'], { folders: ['core', 'workflows', 'node', 'cli'], modules: foreign }),
  { files: ['src/cli/**', 'scripts/**', 'test/**', '*.js'], rules: { 'no-console': 'off' } },
  {
    files: ['test/**'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: ['*.js', 'scripts/**', 'test/**/*.mjs', 'test/**/*.cjs'],
    rules: {
      'no-restricted-syntax': 'off',
      '@typescript-eslint/no-require-imports': 'off',
      '@typescript-eslint/no-unused-expressions': 'off',
    },
  },
);
