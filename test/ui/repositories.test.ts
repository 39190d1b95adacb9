import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { makePackage } from '../support/packages';
import { until } from '../support/workbench.mjs';
import { describeInEditor } from './editorWindow';

const conflicted = (web: string): string => `apiVersion: v1
entries:
  web:
<<<<<<< HEAD
  - apiVersion: v2
    created: "2024-02-02T00:00:00Z"
    digest: aa
    name: web
    urls:
    - web-2.0.0.tgz
    version: 2.0.0
=======
  - apiVersion: v2
    created: "2024-03-03T00:00:00Z"
    digest: bb
    name: web
    urls:
    - web-${web}.tgz
    version: ${web}
>>>>>>> other
  - apiVersion: v2
    created: "2024-01-01T00:00:00Z"
    digest: cc
    name: web
    urls:
    - web-1.0.0.tgz
    version: 1.0.0
generated: "2024-01-01T00:00:00Z"
`;

/** Stands for the user's helm: it says what it was given. */
const helm = '#!/bin/sh\necho "helm was run: $1 $2"\necho "$@" >> "$HOME/ran"\n';

let served = '';

describeInEditor(
  'chart repositories',
  {
    prepare: folder => {
      served = join(folder, 'packages');
      for (const [directory, version] of [
        ['packages', '1.0.0'],
        ['made', '1.1.0'],
      ] as const) {
        mkdirSync(join(folder, directory));
        const { fileName, bytes } = makePackage('web', version, 'A web server');
        writeFileSync(join(folder, directory, fileName), bytes);
      }
      mkdirSync(join(folder, 'conflict'));
      writeFileSync(join(folder, 'conflict', 'index.yaml'), conflicted('3.0.0'));
      mkdirSync(join(folder, '..', 'home', 'bin'), { recursive: true });
      writeFileSync(join(folder, '..', 'home', 'bin', 'helm'), helm);
      chmodSync(join(folder, '..', 'home', 'bin', 'helm'), 0o755);
    },
  },
  open => {
    let server: Server;
    let url: string;
    before(async () => {
      server = createServer((request, response) => {
        const path = join(served, decodeURIComponent((request.url ?? '').slice(1)));
        if (existsSync(path) && path !== served) response.end(readFileSync(path));
        else response.writeHead(404).end();
      });
      await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    after(() => {
      server.closeAllConnections();
      server.close();
    });
    afterEach(() => open().workbench.clearNotifications());

    const says = async (text: string): Promise<void> => {
      await open().workbench.notification(text).waitFor({ timeout: 20_000 });
    };
    const type = async (title: string, prompt: string, text: string): Promise<void> => {
      const { workbench } = open();
      await workbench.quickStep(title);
      await workbench.quickInput.locator('.quick-input-message', { hasText: prompt }).waitFor();
      await workbench.quickType(text);
      await workbench.quickAccept();
    };

    it('makes a repository of a folder from the menu of the Explorer', async () => {
      const { workbench } = open();
      await workbench.showContainer('Explorer');
      const labels = await open().explorerMenu('packages');
      assert.ok(labels.includes('Generate Index'), labels.join());
      await open().pickSubmenu('Generate Index');
      await type('Generate Index', 'Address that the packages will be under', '');
      await says('Versions in the index: 1.');
      assert.match(readFileSync(join(served, 'index.yaml'), 'utf8'), /web-1\.0\.0\.tgz/);
      await open().screenshots('repository-index');
    });

    it('publishes a package into it with the keyboard alone', async () => {
      const { workbench } = open();
      await workbench.openPalette('>Helm Chart: Publish to Folder Repository', () => workbench.quickAccept());
      await workbench.quickInput.locator('.label-name', { hasText: 'web-1.1.0.tgz' }).first().waitFor();
      await workbench.quickType('web-1.1.0');
      await workbench.quickAccept();
      await workbench.quickStep('Folder that is the repository');
      await workbench.quickType('packages');
      await workbench.quickAccept();
      await says('Published web-1.1.0.tgz; its index lists it.');
      await open().screenshots('repository-published');
      assert.ok(readdirSync(served).includes('web-1.1.0.tgz'));
      assert.match(readFileSync(join(served, 'index.yaml'), 'utf8'), /version: 1\.1\.0[^]*version: 1\.0\.0/);
    });

    it('adds it from its server, and shows its charts and versions', async () => {
      const { workbench } = open();
      await workbench.runCommand('Helm Chart: Add Repository');
      await type('Add Repository', 'Address of the repository', url);
      await type('Add Repository', 'Name of the repository', 'mine');
      await type('Add Repository', 'User name', '');
      await says('Added the repository mine.');
      await workbench.showContainer('Helm Charts');
      await workbench.expand(workbench.view('Repositories'), 'mine', 'web');
      await workbench.row(workbench.view('Repositories'), '1.1.0').waitFor();
      await open().screenshots('repository-view', { contrast: true });
    });

    it('finds its charts and shows what is in one, and that nobody signed it', async () => {
      const { workbench } = open();
      await workbench.runCommand('Helm Chart: Search Charts');
      await type('Search Charts', 'Words to search', 'web server');
      await workbench.quickInput.locator('.label-description', { hasText: '1.1.0' }).first().waitFor();
      await open().screenshots('repository-search');
      await workbench.quickAccept();
      await workbench.quickStep('mine/web 1.1.0');
      await workbench.quickPick('Show Chart');
      await until('the chart in an editor', async () =>
        /# web 1\.1\.0/.test((await workbench.editorLines()).join('\n')),
      );
      assert.match((await workbench.editorLines()).join('\n'), /Verification: unsigned/);
      await open().screenshots('repository-show');
    });

    it('does not run helm on what does not verify, and shows the report', async () => {
      const { workbench, report } = open();
      await workbench.runCommand('Helm Chart: Verify and Install');
      await type('Verify and Install', 'Words to search', 'web');
      await workbench.quickInput.locator('.label-description', { hasText: '1.1.0' }).first().waitFor();
      await workbench.quickAccept();
      await type('Verify and Install', 'Name of the release', 'shop-web');
      await workbench.quickInput.locator('.quick-input-message', { hasText: 'did not verify' }).waitFor();
      await report.page.locator('.verdict').waitFor();
      await open().screenshots('repository-install-refused');
      await workbench.quickType('yes');
      await workbench.quickAccept();
      await says('web-1.1.0.tgz');
      assert.ok(!existsSync(open().path('..', 'home', 'ran')));
      await open().screenshots('repository-install-message');
    });

    it('merges a conflicted index by chart and version', async () => {
      const { workbench } = open();
      await open().openFile('conflict/index.yaml');
      await workbench.page.locator('.codelens-decoration', { hasText: 'Merge Index by Chart and Version' }).waitFor();
      await open().screenshots('repository-conflict');
      await workbench.page
        .locator('.codelens-decoration a', { hasText: 'Merge Index by Chart and Version' })
        .first()
        .click();
      await says('Merged by chart and version. Look at it, then save.');
      const text = await workbench.editorText();
      assert.doesNotMatch(text, /<<<<<<<|>>>>>>>/);
      assert.match(text, /version: 3\.0\.0[^]*version: 2\.0\.0[^]*version: 1\.0\.0/);
      await open().screenshots('repository-merged');
    });
  },
);
