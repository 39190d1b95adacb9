// Bundles the extension, the child process for keys, the command line and the page script into dist/.
import { build, context } from 'esbuild';
import fs from 'node:fs';
import path from 'node:path';
import { lazyBuiltins } from './lazyBuiltins.mjs';

const root = path.join(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '..');
const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
const flags = new Set(process.argv.slice(2));

// openpgp is LGPL: it ships as its own unmodified file, required on first use. Its ESM entry crashes in a CommonJS bundle.
const openpgpBeside = {
  name: 'openpgp-beside',
  setup(builder) {
    builder.onResolve({ filter: /^openpgp$/ }, () => ({ path: './openpgp.min.cjs', external: true }));
  },
};

const common = {
  absWorkingDir: root,
  bundle: true,
  target: 'node20',
  platform: 'node',
  format: 'cjs',
  minify: !flags.has('--debug'),
  sourcemap: flags.has('--debug') ? 'linked' : false,
  metafile: true,
  legalComments: 'none',
  logLevel: 'warning',
  define: { __VERSION__: JSON.stringify(version) },
  plugins: [openpgpBeside, lazyBuiltins],
};

// Compiled code from a cache cannot use import(): it becomes require().
const fromCache = { supported: { 'dynamic-import': false } };

export const bundles = [
  { ...common, entryPoints: ['src/extension.ts'], outfile: 'dist/extension.cjs', external: ['vscode'] },
  { ...common, entryPoints: ['src/node/worker.ts'], outfile: 'dist/worker.cjs' },
  { ...common, entryPoints: ['src/node/indexWorker.ts'], outfile: 'dist/indexWorker.cjs' },
  { ...common, entryPoints: ['src/cli/launch.ts'], outfile: 'dist/cli.cjs', banner: { js: '#!/usr/bin/env node' } },
  { ...common, entryPoints: ['src/cli/main.ts'], outfile: 'dist/program.cjs', ...fromCache },
  {
    ...common,
    entryPoints: ['src/webview/main.ts'],
    outfile: 'dist/webview.js',
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
  },
];

export async function buildAll() {
  fs.rmSync(path.join(root, 'dist'), { recursive: true, force: true });
  const results = await Promise.all(bundles.map(options => build(options)));
  fs.mkdirSync(path.join(root, 'out/meta'), { recursive: true });
  results.forEach((result, index) => {
    const name = path.basename(bundles[index].outfile);
    fs.writeFileSync(path.join(root, 'out/meta', `${name}.json`), JSON.stringify(result.metafile));
  });
  fs.chmodSync(path.join(root, 'dist/cli.cjs'), 0o755);
  fs.copyFileSync(
    path.join(root, 'node_modules/openpgp/dist/node/openpgp.min.cjs'),
    path.join(root, 'dist/openpgp.min.cjs'),
  );
  fs.writeFileSync(path.join(root, 'dist/THIRD-PARTY-NOTICES.txt'), notices(results.map(result => result.metafile)));
}

/** Licence texts of everything that is in the bundles or beside them. */
function notices(metafiles) {
  const inputs = metafiles.flatMap(metafile => Object.keys(metafile.inputs));
  const names = inputs.map(input => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1]).filter(Boolean);
  const texts = [...new Set([...names, 'openpgp'])].sort().map(name => {
    const dir = path.join(root, 'node_modules', name);
    const pkg = JSON.parse(fs.readFileSync(path.join(dir, 'package.json'), 'utf8'));
    const file = fs.readdirSync(dir).find(entry => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? '' : fs.readFileSync(path.join(dir, file), 'utf8').trim();
    const note =
      name === 'openpgp'
        ? '\nIt is the unmodified file openpgp.min.cjs beside the bundle and can be replaced by another version.'
        : '';
    return `${pkg.name} ${pkg.version} (${pkg.license})${note}\n\n${text}`;
  });
  return `${texts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

async function main() {
  if (flags.has('--watch')) {
    for (const options of bundles) await (await context({ ...options, logLevel: 'info' })).watch();
    return;
  }
  await buildAll();
  for (const name of fs.readdirSync(path.join(root, 'dist'))) {
    console.log(`dist/${name} ${(fs.statSync(path.join(root, 'dist', name)).size / 1024).toFixed(0)} KiB`);
  }
}

// Not awaited here: a module that waits at its top level cannot be required, and tests require this one.
if (process.argv[1] === new URL(import.meta.url).pathname) void main();
