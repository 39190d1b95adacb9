import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Monorepo {
  readonly root: string;
  /** Names, `chart-000` and so on. */
  readonly charts: readonly string[];
}

/**
 * A git repository of charts for a test: every fifth is a library that the four behind it depend on through `file://`.
 * Versions are 1.0.0, and everything is committed.
 */
export function makeMonorepo(root: string, count: number): Monorepo {
  const charts = Array.from({ length: count }, (_, index) => `chart-${String(index).padStart(3, '0')}`);
  for (const [index, name] of charts.entries()) writeChart(root, name, '1.0.0', libraryOf(charts, index));
  git(root, 'init', '-q', '-b', 'main');
  commitAll(root, 'Add all charts');
  return { root, charts };
}

/** Gives charts a new template and a new version, each in a commit of its own. */
export function changeCharts(repo: Monorepo, names: readonly string[], version: string): void {
  for (const name of names) {
    writeChart(repo.root, name, version, libraryOf(repo.charts, repo.charts.indexOf(name)));
    const template = `apiVersion: v1\nkind: Secret\nmetadata:\n  name: ${name}\n`;
    writeFileSync(join(repo.root, 'charts', name, 'templates', 'secret.yaml'), template);
    commitAll(repo.root, `feat(${name}): keep a secret`);
  }
}

function libraryOf(charts: readonly string[], index: number): string | undefined {
  return index % 5 === 0 ? undefined : charts[index - (index % 5)];
}

function writeChart(root: string, name: string, version: string, library: string | undefined): void {
  const directory = join(root, 'charts', name);
  mkdirSync(join(directory, 'templates'), { recursive: true });
  const needs = `dependencies:\n  - name: ${library}\n    version: ^1.0.0\n    repository: file://../${library}\n`;
  const head = `apiVersion: v2\nname: ${name}\nversion: ${version}\ndescription: A chart for a test\n`;
  writeFileSync(join(directory, 'Chart.yaml'), library === undefined ? head : head + needs);
  writeFileSync(join(directory, 'values.yaml'), `replicas: 1\nname: ${name}\n`);
  const template = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  replicas: "{{ .Values.replicas }}"\n`;
  writeFileSync(join(directory, 'templates', 'config.yaml'), template);
}

function commitAll(root: string, message: string): void {
  git(root, 'add', '-A');
  git(root, '-c', 'user.name=Test', '-c', 'user.email=test@example.com', 'commit', '-q', '-m', message);
}

function git(root: string, ...args: readonly string[]): void {
  execFileSync('git', ['-C', root, ...args], { stdio: 'pipe' });
}
