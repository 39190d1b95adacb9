import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { quietContext } from '../../src/core/context';
import { Policies } from '../../src/core/trust/policy';
import { fileLocks } from '../../src/node/fileLocks';
import { fileStore } from '../../src/node/fileStore';
import { systemClock } from '../../src/node/systemClock';
import { publishToFolder } from '../../src/workflows/publish/publishToFolder';

/** Publishes the packages of a list one by one, and goes on where it was when it was last ended. */
async function main(): Promise<void> {
  const [list = '', progressFile = '', directory = ''] = process.argv.slice(2);
  const packages = readFileSync(list, 'utf8').split('\n').filter(Boolean);
  const ports = {
    store: fileStore(),
    locks: fileLocks(),
    clock: systemClock,
    keys: { keys: () => Promise.resolve([]) },
    policies: { policiesFor: () => Promise.resolve(new Policies([])) },
  };
  const done = Number(readFileSync(progressFile, 'utf8'));
  process.stdout.write('started\n');
  for (let at = done; at < packages.length; at++) {
    await publishToFolder(ports, { packages: [join(packages[at] ?? '')], directory }, quietContext);
    writeFileSync(progressFile, String(at + 1));
  }
}

void main();
