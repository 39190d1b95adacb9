import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { helmPath } from '../support/helmBinaries';
import { measure, printMeasured } from '../support/measure';

export const name = 'package';

/** The sample application, packaged by whole processes. */
export async function bench(): Promise<void> {
  const out = mkdtempSync(join(tmpdir(), 'bench-'));
  const chart = resolve('test/fixtures/workspaces/shop/charts/shop');
  const prepare = (): void => {
    rmSync(join(out, 'dist'), { recursive: true, force: true });
  };
  const args = ['package', chart, '--destination', join(out, 'dist')];
  const env = { HOME: out };
  try {
    const rows = await measure([
      { name: 'ours', program: process.execPath, args: [resolve('dist/cli.cjs'), ...args], env, prepare },
      { name: 'Helm 3.17.1', program: await helmPath('3.17.1'), args, env, prepare },
      { name: 'Helm 4.1.4', program: await helmPath('4.1.4'), args, env, prepare },
    ]);
    printMeasured('package the chart shop', rows);
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
