// Installs VS Code's server and web workbench into .cache/vscode-host from the npm registry: pinned, checked against the
// integrity hashes of host/package-lock.json, no install scripts, no compiler. Does nothing when it is already there.
import { execFileSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { hostDir, nodeForHost } from './host.mjs';

const source = path.join(path.dirname(fileURLToPath(import.meta.url)), 'host');

/** @returns {void} */
export function setupHost() {
  const stampFile = path.join(hostDir, 'installed');
  const stamp = fingerprint(source);
  if (fs.existsSync(stampFile) && fs.readFileSync(stampFile, 'utf8') === stamp) {
    console.log('Editor host: VS Code 1.139 is installed in .cache/vscode-host.');
    return;
  }
  console.log(
    'Editor host: installing VS Code 1.139 (server and web workbench) into .cache/vscode-host, about 280 MB ...',
  );
  const started = Date.now();
  const modules = path.join(hostDir, 'node_modules');
  // The link below lies inside node_modules and leads back to it: take it away before npm walks the tree.
  fs.rmSync(path.join(modules, 'code-server/lib/vscode/node_modules'), { force: true });
  fs.mkdirSync(hostDir, { recursive: true });
  fs.rmSync(stampFile, { force: true });
  fs.cpSync(source, hostDir, { recursive: true });
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync(npm, args, {
    cwd: hostDir,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });

  // The browser asks for <vscode>/node_modules/<module>/...; ours lie further up.
  fs.symlinkSync('../../..', path.join(modules, 'code-server/lib/vscode/node_modules'), 'junction');
  for (const item of unused(modules)) fs.rmSync(item, { recursive: true, force: true });
  fs.writeFileSync(stampFile, stamp);
  const version = execFileSync(nodeForHost(), ['--version'], { encoding: 'utf8' }).trim();
  console.log(`Editor host: installed in ${((Date.now() - started) / 1000).toFixed(1)} s (Node ${version}).`);
}

/** Parts that this platform, or an extension test, never uses (about 230 MB). */
function unused(modules) {
  const platform = `${process.platform}-${process.arch}`;
  const vscode = path.join(modules, 'code-server/lib/vscode');
  const extensions = [
    'copilot',
    'mermaid-markdown-features',
    'microsoft-authentication',
    'ms-vscode.vscode-js-profile-table',
  ];
  const others = dir =>
    fs.existsSync(path.join(dir, platform))
      ? fs
          .readdirSync(dir)
          .filter(name => name !== platform)
          .map(name => path.join(dir, name))
      : [];
  const nodes = fs.readdirSync(modules).filter(name => /^node-(linux|win|darwin)/.test(name));
  return [
    ...extensions.map(name => path.join(vscode, 'extensions', name)),
    ...others(path.join(modules, '@vscode/ripgrep-universal/bin')),
    ...others(path.join(modules, 'node-pty/prebuilds')),
    path.join(modules, 'node-pty/third_party'),
    path.join(modules, 'node-pty/deps'),
    ...nodes.flatMap(name => ['include', 'share', 'CHANGELOG.md'].map(part => path.join(modules, name, part))),
  ];
}

function fingerprint(dir) {
  const hash = crypto.createHash('sha256');
  for (const name of fs.readdirSync(dir, { recursive: true }).sort()) {
    const file = path.join(dir, String(name));
    if (fs.statSync(file).isFile()) hash.update(`${name}\0`).update(fs.readFileSync(file));
  }
  return hash.digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setupHost();
