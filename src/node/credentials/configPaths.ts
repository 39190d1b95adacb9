import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../environment';

/** Where Helm keeps its registry logins (pkg/cli environment.go, pkg/helmpath). An empty variable of these counts as unset. */
export function helmConfigPath(environment: Environment, platform: NodeJS.Platform = process.platform): string {
  const named = environment['HELM_REGISTRY_CONFIG'];
  // Helm reads this one with LookupEnv: set but empty is a path, and the empty path is no file.
  if (named !== undefined) return named;
  return join(helmConfigHome(environment, platform), 'registry', 'config.json');
}

/** Docker's configuration, which Helm reads second. */
export function dockerConfigPath(environment: Environment): string {
  const directory = environment['DOCKER_CONFIG'];
  return join(
    directory === undefined || directory === '' ? join(home(environment), '.docker') : directory,
    'config.json',
  );
}

function helmConfigHome(environment: Environment, platform: NodeJS.Platform): string {
  const own = environment['HELM_CONFIG_HOME'];
  if (own !== undefined && own !== '') return own;
  const xdg = environment['XDG_CONFIG_HOME'];
  if (xdg !== undefined && xdg !== '') return join(xdg, 'helm');
  if (platform === 'win32') return join(environment['APPDATA'] ?? home(environment), 'helm');
  return platform === 'darwin'
    ? join(home(environment), 'Library', 'Preferences', 'helm')
    : join(home(environment), '.config', 'helm');
}

function home(environment: Environment): string {
  const variable = process.platform === 'win32' ? environment['USERPROFILE'] : environment['HOME'];
  return variable === undefined || variable === '' ? homedir() : variable;
}
