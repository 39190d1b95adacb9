import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { quietContext } from '../../src/core/context';
import { startLocalRegistry } from '../../src/node/localRegistry/localRegistry';
import { startDockerRegistry } from '../support/dockerRegistry';
import { helmPath } from '../support/helmBinaries';
import type { Contender } from '../support/measure';
import { measure, printBesideHelm } from '../support/measure';

export const name = 'registries';

const runs = 3;
const fileBytes = 1_000_000;
const start = 'Node starts first; see its row of the charts.';

/** Push and pull to one docker-registry, each run to a repository of its own; then a registry with 10,000 tags. */
export async function bench(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'bench-'));
  const registry = await startDockerRegistry();
  const env = { HOME: home };
  const cli = resolve('dist/cli.cjs');
  const contenders = [
    { name: 'ours', program: process.execPath, before: [cli] },
    { name: 'Helm 3.17.1', program: await helmPath('3.17.1'), before: [] },
    { name: 'Helm 4.1.4', program: await helmPath('4.1.4'), before: [] },
  ];
  const each = (args: (repository: string) => readonly string[], prepare: () => void = () => undefined): Contender[] =>
    contenders.map(({ name: label, program, before }, at) => {
      let run = 0;
      return { name: label, program, env, prepare, args: () => [...before, ...args(`${at}-${run++}`)] };
    });
  try {
    for (const megabytes of [1, 15, 95]) {
      const chart = await makePackage(home, megabytes);
      const to = `oci://${registry.host}/charts-${megabytes}`;
      const push = await measure(
        each(repository => ['push', chart, `${to}/${repository}`, '--plain-http']),
        runs,
      );
      printBesideHelm(`push a chart of ${megabytes} MB`, push, { timesAsFast: 1, why: start });
      const out = join(home, 'pulled');
      const clean = (): void => {
        rmSync(out, { recursive: true, force: true });
        mkdirSync(out);
      };
      const reference = `${to}/0-0/big`;
      const pull = each(() => ['pull', reference, '--version', '1.0.0', '-d', out, '--plain-http'], clean);
      printBesideHelm(`pull it`, await measure(pull, runs), { timesAsFast: 1, why: start });
      rmSync(chart);
    }
    await benchTags(home, contenders, env);
  } finally {
    await registry.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

/** A package of random bytes, which do not pack: as large as its files. */
async function makePackage(home: string, megabytes: number): Promise<string> {
  const chart = join(home, 'big');
  rmSync(chart, { recursive: true, force: true });
  mkdirSync(chart, { recursive: true });
  writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: big\nversion: 1.0.0\n');
  for (let at = 0; at < megabytes; at++) writeFileSync(join(chart, `${at}.bin`), randomBytes(fileBytes));
  const out = join(home, `packed-${megabytes}`);
  mkdirSync(out);
  execFileSync(await helmPath('4.1.4'), ['package', chart, '-d', out], { env: { HOME: home }, stdio: 'ignore' });
  return join(out, readdirSync(out)[0] ?? '');
}

/** Helm has no command that lists tags; to find the newest version it lists them as well, and pulls that one. */
async function benchTags(
  home: string,
  contenders: readonly { readonly name: string; readonly program: string; readonly before: readonly string[] }[],
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const registry = await startLocalRegistry({ directory: join(home, 'local'), log: quietContext.log });
  try {
    await fillTags(registry.port, 10_000);
    const reference = `oci://127.0.0.1:${registry.port}/many/tiny`;
    const args = (own: boolean): readonly string[] =>
      own ? ['tags', reference, '--plain-http'] : ['show', 'chart', reference, '--version', '>0', '--plain-http'];
    const rows = await measure(
      contenders.map(({ name: label, program, before }) => ({
        name: label,
        program,
        env,
        args: [...before, ...args(label === 'ours')],
      })),
      runs,
    );
    printBesideHelm('list 10,000 tags of the embedded registry', rows, { timesAsFast: 1, why: start });
  } finally {
    await registry.close();
  }
}

/** One tiny chart under many tags. */
async function fillTags(port: number, count: number): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'tiny-'));
  try {
    const chart = join(directory, 'tiny');
    mkdirSync(chart);
    writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: tiny\nversion: 0.0.1\n');
    const helm = await helmPath('4.1.4');
    const options = { env: { HOME: directory }, stdio: 'ignore' } as const;
    execFileSync(helm, ['package', chart, '-d', directory], options);
    const host = `127.0.0.1:${port}`;
    const args = ['push', join(directory, 'tiny-0.0.1.tgz'), `oci://${host}/many`, '--plain-http'];
    await measure([{ name: 'push', program: helm, args, env: { HOME: directory } }], 0);
    const type = 'application/vnd.oci.image.manifest.v1+json';
    const manifest = await send(port, 'GET', '/v2/many/tiny/manifests/0.0.1', { Accept: type });
    for (let at = 1; at < count; at++)
      await send(port, 'PUT', `/v2/many/tiny/manifests/1.${at}.0`, { 'Content-Type': type }, manifest);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function send(
  port: number,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body?: Buffer,
): Promise<Buffer> {
  return new Promise((done, failed) => {
    const asking = request({ host: '127.0.0.1', port, method, path, headers }, answer => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => {
        const status = answer.statusCode ?? 0;
        if (status < 300) done(Buffer.concat(parts));
        else failed(new Error(`${method} ${path}: ${status}`));
      });
    });
    asking.on('error', failed);
    asking.end(body);
  });
}
