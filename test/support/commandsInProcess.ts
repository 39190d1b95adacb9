import { compareCommand } from '../../src/cli/commands/compare';
import { ignoredCommand } from '../../src/cli/commands/ignored';
import { keysCommand } from '../../src/cli/commands/keys';
import { indexCommand } from '../../src/cli/commands/index';
import { mergeIndexCommand } from '../../src/cli/commands/mergeIndex';
import { lintCommand } from '../../src/cli/commands/lint';
import { packageCommand } from '../../src/cli/commands/package';
import { planCommand } from '../../src/cli/commands/plan';
import { artifactHubCommand } from '../../src/cli/commands/registry/artifactHub';
import { loginCommand, logoutCommand } from '../../src/cli/commands/registry/login';
import { pushCommand } from '../../src/cli/commands/registry/push';
import { serveCommand } from '../../src/cli/commands/registry/serve';
import { referrersCommand, tagsCommand } from '../../src/cli/commands/registry/tags';
import { dependencyCommand } from '../../src/cli/commands/repository/dependency';
import { installCommand } from '../../src/cli/commands/repository/install';
import { publishCommand } from '../../src/cli/commands/repository/publish';
import { pullCommand } from '../../src/cli/commands/repository/pull';
import { repoCommand } from '../../src/cli/commands/repository/repo';
import { searchCommand } from '../../src/cli/commands/repository/search';
import { showCommand } from '../../src/cli/commands/repository/show';
import { releaseCommand } from '../../src/cli/commands/release';
import { signCommand } from '../../src/cli/commands/sign';
import { verifyCommand } from '../../src/cli/commands/verify';
import { versionCommand } from '../../src/cli/commands/version';
import type { CommandTable } from '../../src/cli/run';

/** The commands as modules of the test itself: what `import()` loads under the test runner are second copies, with classes of their own. */
export const commandsInProcess: CommandTable = {
  package: () => Promise.resolve(packageCommand),
  sign: () => Promise.resolve(signCommand),
  verify: () => Promise.resolve(verifyCommand),
  compare: () => Promise.resolve(compareCommand),
  ignored: () => Promise.resolve(ignoredCommand),
  lint: () => Promise.resolve(lintCommand),
  keys: () => Promise.resolve(keysCommand),
  login: () => Promise.resolve(loginCommand),
  logout: () => Promise.resolve(logoutCommand),
  push: () => Promise.resolve(pushCommand),
  'artifact-hub': () => Promise.resolve(artifactHubCommand),
  tags: () => Promise.resolve(tagsCommand),
  referrers: () => Promise.resolve(referrersCommand),
  serve: () => Promise.resolve(serveCommand),
  index: () => Promise.resolve(indexCommand),
  publish: () => Promise.resolve(publishCommand),
  install: () => Promise.resolve(installCommand),
  dependency: () => Promise.resolve(dependencyCommand),
  'merge-index': () => Promise.resolve(mergeIndexCommand),
  repo: () => Promise.resolve(repoCommand),
  search: () => Promise.resolve(searchCommand),
  show: () => Promise.resolve(showCommand),
  pull: () => Promise.resolve(pullCommand),
  plan: () => Promise.resolve(planCommand),
  release: () => Promise.resolve(releaseCommand),
  version: () => Promise.resolve(versionCommand),
};
