// The sample workspace in a folder of its own, so that a test may change it, with an empty home folder beside it.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { repository } from './prepareEditor.mjs';

/** @returns {{ folder: string, home: string, remove(): void }} */
export function copyShop() {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'hcr-')));
  const folder = path.join(root, 'shop');
  const home = path.join(root, 'home');
  fs.cpSync(path.join(repository, 'test/fixtures/workspaces/shop'), folder, { recursive: true });
  fs.mkdirSync(home);
  return {
    folder,
    home,
    remove: () => {
      fs.rmSync(root, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/**
 * Environment of an editor that knows nothing of this machine's user: no stored credentials, keys or settings.
 * @param {string} home
 * @returns {Record<string, string>}
 */
export function emptyHome(home) {
  return {
    HOME: home,
    USERPROFILE: home,
    XDG_CONFIG_HOME: path.join(home, '.config'),
    XDG_CACHE_HOME: path.join(home, '.cache'),
    XDG_DATA_HOME: path.join(home, '.local/share'),
    DOCKER_CONFIG: path.join(home, '.docker'),
    GNUPGHOME: path.join(home, '.gnupg'),
    HELM_CONFIG_HOME: path.join(home, '.config/helm'),
    HELM_CACHE_HOME: path.join(home, '.cache/helm'),
    HELM_DATA_HOME: path.join(home, '.local/share/helm'),
    HELM_REGISTRY_CONFIG: path.join(home, '.config/helm/registry/config.json'),
  };
}
