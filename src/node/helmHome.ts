import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HelmHome } from '../workflows/repository/ports';
import type { Environment } from './environment';

/**
 * Where Helm keeps repositories and their indexes (pkg/helmpath, pkg/cli environment.go). A variable of a file that is set
 * but empty counts as set for Helm, which then has no file: here it counts as unset, because nothing can be kept in no file.
 */
export function helmHome(environment: Environment, platform: NodeJS.Platform = process.platform): HelmHome {
  const config = base(environment, 'CONFIG', platform);
  const cache = base(environment, 'CACHE', platform);
  return {
    repositoryConfig: set(environment, 'HELM_REPOSITORY_CONFIG') ?? join(config, 'repositories.yaml'),
    repositoryCache: set(environment, 'HELM_REPOSITORY_CACHE') ?? join(cache, 'repository'),
  };
}

function base(environment: Environment, kind: 'CONFIG' | 'CACHE', platform: NodeJS.Platform): string {
  const own = set(environment, `HELM_${kind}_HOME`);
  if (own !== undefined) return own;
  const xdg = set(environment, `XDG_${kind}_HOME`);
  return join(xdg ?? systemFolder(environment, kind, platform), 'helm');
}

function systemFolder(environment: Environment, kind: 'CONFIG' | 'CACHE', platform: NodeJS.Platform): string {
  const home = set(environment, platform === 'win32' ? 'USERPROFILE' : 'HOME') ?? homedir();
  if (platform === 'win32')
    return kind === 'CONFIG' ? (set(environment, 'APPDATA') ?? home) : (set(environment, 'TEMP') ?? tmpdir());
  if (platform === 'darwin') return join(home, 'Library', kind === 'CONFIG' ? 'Preferences' : 'Caches');
  return join(home, kind === 'CONFIG' ? '.config' : '.cache');
}

function set(environment: Environment, name: string): string | undefined {
  const value = environment[name];
  return value === undefined || value === '' ? undefined : value;
}
