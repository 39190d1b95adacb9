export const pipelineKinds = ['github', 'gitlab'] as const;
export type PipelineKind = (typeof pipelineKinds)[number];

export interface PipelineOptions {
  /** Folder of the charts, relative to the root of the repository. */
  readonly charts: string;
  /** `oci://host/path`. */
  readonly target: string;
  /** The public key in the repository, relative to its root: what users verify with. */
  readonly publicKey: string;
  /** Of this program: a pipeline runs the one that it was made for. */
  readonly programVersion: string;
}

/** Where each kind of pipeline lies in a repository. */
export const pipelinePaths: Readonly<Record<PipelineKind, string>> = {
  github: '.github/workflows/release-charts.yml',
  gitlab: '.gitlab-ci.yml',
};

/**
 * A pipeline that releases changed charts with this program's command line. Secrets are named, never written: SIGNING_KEY
 * (armored private key), SIGNING_PASSPHRASE, SIGNING_KEY_NAME, REGISTRY_USER, REGISTRY_PASSWORD. The passphrase goes through
 * standard input, so that it is on no command line. A release pulls back and verifies what it published, and fails otherwise;
 * the last step verifies with the published public key alone, as users do: it fails when another key signed.
 */
export function pipelineFile(kind: PipelineKind, options: PipelineOptions): string {
  return kind === 'github' ? githubWorkflow(options) : gitlabPipeline(options);
}

/** The commands, one step each; the same in both kinds. `scratch`: a folder that is gone after the job. */
function commands(
  options: PipelineOptions,
  scratch: string,
): Readonly<Record<'login' | 'plan' | 'key' | 'release' | 'verify', string>> {
  const { charts, target, programVersion, publicKey } = options;
  const program = `npx --yes helm-chart-release@${programVersion}`;
  const host = target.slice('oci://'.length).split('/')[0] ?? '';
  return {
    login: `printf '%s' "$REGISTRY_PASSWORD" | ${program} login ${quote(host)} --username "$REGISTRY_USER" --password-stdin`,
    plan: `${program} plan ${quote(charts)} --to ${quote(target)}`,
    key: `(umask 077 && printf '%s\\n' "$SIGNING_KEY" > ${scratch}/signing-key.asc)`,
    release: `printf '%s\\n' "$SIGNING_PASSPHRASE" | ${program} release ${quote(charts)} --to ${quote(target)} --destination dist --key "$SIGNING_KEY_NAME" --keyring ${scratch}/signing-key.asc --passphrase-file -`,
    verify: `for package in dist/*.tgz; do if [ -e "$package" ]; then ${program} verify "$package" --keyring ${quote(publicKey)} || exit 1; fi; done`,
  };
}

/** For a POSIX shell. */
function quote(text: string): string {
  return /^[A-Za-z0-9_./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function githubWorkflow(options: PipelineOptions): string {
  const { login, plan, key, release, verify } = commands(options, '"$RUNNER_TEMP"');
  const secret = (name: string): string => `          ${name}: \${{ secrets.${name} }}`;
  return [
    'name: Release charts',
    'on:',
    '  push:',
    '    branches: [main]',
    `    paths: [${JSON.stringify(`${options.charts}/**`)}]`,
    '  workflow_dispatch:',
    'permissions:',
    '  contents: read',
    'concurrency: release-charts',
    'jobs:',
    '  release:',
    '    runs-on: ubuntu-latest',
    '    steps:',
    '      - uses: actions/checkout@v4',
    '        with:',
    '          # The whole history: packages carry the time of the last commit, and change logs are made of commits.',
    '          fetch-depth: 0',
    '      - uses: actions/setup-node@v4',
    '        with:',
    '          node-version: 22',
    '      - name: Log in to the registry',
    '        env:',
    secret('REGISTRY_USER'),
    secret('REGISTRY_PASSWORD'),
    `        run: ${block(login, 10)}`,
    '      - name: Plan',
    `        run: ${block(plan, 10)}`,
    '      - name: Release, pull back and verify',
    '        env:',
    secret('SIGNING_KEY'),
    secret('SIGNING_KEY_NAME'),
    secret('SIGNING_PASSPHRASE'),
    `        run: ${block(`${key}\n${release}`, 10)}`,
    '      - name: Verify as users do, with the published key',
    `        run: ${block(verify, 10)}`,
    '      - uses: actions/upload-artifact@v4',
    '        if: always()',
    '        with:',
    '          name: packages-and-receipts',
    '          path: dist',
    '          if-no-files-found: ignore',
    '',
  ].join('\n');
}

function gitlabPipeline(options: PipelineOptions): string {
  const { login, plan, key, release, verify } = commands(options, '"$SCRATCH"');
  return [
    'release-charts:',
    '  # An image with node and git. REGISTRY_USER, REGISTRY_PASSWORD, SIGNING_KEY, SIGNING_KEY_NAME and',
    '  # SIGNING_PASSPHRASE are masked and protected variables of the project.',
    '  image: node:22',
    '  variables:',
    "    GIT_DEPTH: '0'",
    '  rules:',
    '    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH',
    '      changes:',
    `        - ${JSON.stringify(`${options.charts}/**/*`)}`,
    '  script:',
    '    - SCRATCH="$(mktemp -d)"',
    ...[login, plan, key, release, verify].map(command => `    - ${block(command, 6)}`),
    '    - rm -rf "$SCRATCH"',
    '  artifacts:',
    '    when: always',
    '    paths:',
    '      - dist',
    '',
  ].join('\n');
}

function block(text: string, indent: number): string {
  return `|\n${text.replace(/^/gm, ' '.repeat(indent))}`;
}
