import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createChart } from '../../src/core/scaffold/createChart';
import { defaultLintSettings } from '../../src/core/lint/settings';
import { chartFiles } from '../../src/node/chartFiles';
import { fileStore } from '../../src/node/fileStore';
import { pathKinds } from '../../src/node/pathKinds';
import { lintChart } from '../../src/workflows/lintChart';
import { helm, mustPass } from '../support/helm';

describe('a new chart', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'create-'));
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  for (const kind of ['application', 'library'] as const) {
    it(`of the kind ${kind} passes the strict lint of both Helms and ours, and can be packaged`, async () => {
      const chart = join(root, 'demo.chart-1');
      for (const [path, text] of createChart('demo.chart-1', kind)) {
        mkdirSync(dirname(join(chart, path)), { recursive: true });
        writeFileSync(join(chart, path), text);
      }
      for (const version of ['3.17.1', '4.1.4'] as const) {
        const run = await helm(version, root);
        const { stdout } = mustPass(await run('lint', '--strict', chart));
        assert.ok(!/\[(?:ERROR|WARNING)\]/.test(stdout), stdout);
        mustPass(await run('package', chart, '--destination', root));
        if (kind === 'application') {
          const rendered = mustPass(await run('template', 'try', chart)).stdout;
          assert.match(rendered, /kind: Deployment/);
        }
      }
      const { signal } = new AbortController();
      const ports = { chartFiles: chartFiles(), store: fileStore(), pathKinds: pathKinds() };
      const found = (await lintChart(ports, chart, defaultLintSettings, signal)).flatMap(file => file.findings);
      assert.deepEqual(
        found.map(finding => finding.code),
        ['chart-yaml/icon-recommended'],
      );
    });
  }
});
