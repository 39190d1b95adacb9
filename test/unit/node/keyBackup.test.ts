import assert from 'node:assert/strict';
import { join } from 'node:path';
import { backupFileName, backupFolder, backupFolderOf } from '../../../src/node/keyBackup';

describe('the place of a backup', () => {
  const at = (path: string) => backupFolderOf({ path, testedAtMs: 0 });

  it('is beside a backup that was made here', () => {
    const name = backupFileName('Shop Team <a@example.com>', 'A'.repeat(40));
    assert.equal(name, 'shop-team-aaaaaaaaaaaaaaaa.private.asc');
    assert.equal(at(join('/media/stick', name)), '/media/stick');
  });

  it("is never the user's own file: a ring that a key was imported from is not written over", () => {
    for (const path of ['/home/anna/.gnupg/secring.gpg', '/work/shop/team.asc', '/work/shop/private.asc'])
      assert.equal(at(path), backupFolder(), path);
    assert.equal(backupFolderOf(undefined), backupFolder());
  });
});
