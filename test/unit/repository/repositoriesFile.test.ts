import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { ChartReleaseError } from '../../../src/core/errors';
import type { RepositoryEntry } from '../../../src/core/repository/repositoriesFile';
import {
  decodeRepositories,
  formatRepositories,
  putRepository,
  withoutSecrets,
} from '../../../src/core/repository/repositoriesFile';
import { encodeUtf8 } from '../../../src/util/bytes';

interface Outcome {
  readonly rc: number;
  readonly stdout: string;
}
interface Case {
  readonly case: string;
  readonly content: string;
  readonly helm4: { readonly listJson: Outcome; readonly add: Outcome; readonly fileAfterAdd: string | null };
}

const { rows } = JSON.parse(readFileSync('test/fixtures/vectors/index/repositories-yaml-cases.json', 'utf8')) as {
  readonly rows: readonly Case[];
};
const z: RepositoryEntry = {
  name: 'z',
  url: 'http://127.0.0.1:7001/files/s2',
  username: '',
  password: '',
  caFile: '',
  certFile: '',
  keyFile: '',
  insecureSkipTlsVerify: false,
  passCredentialsAll: false,
};

describe('repositories.yaml', () => {
  for (const { case: name, content, helm4 } of rows) {
    it(`is read and written as Helm does it: ${name}`, () => {
      if (helm4.add.rc === 1) {
        assert.throws(
          () => decodeRepositories(encodeUtf8(content), 'repositories.yaml'),
          error => ChartReleaseError.is(error, 'repository.configUnreadable'),
        );
        return;
      }
      const file = decodeRepositories(encodeUtf8(content), 'repositories.yaml');
      // Both Helms crash on a null in the list: there is no answer of theirs to compare with.
      if (helm4.add.rc === 2) {
        assert.deepEqual(file.repositories, []);
        return;
      }
      const listed = file.repositories.map(({ name: each, url }) => ({ name: each, url }));
      assert.deepEqual(listed, JSON.parse(helm4.listJson.stdout));
      const written = Buffer.from(formatRepositories(putRepository(file, z, false).file)).toString();
      assert.equal(written, helm4.fileAfterAdd);
    });
  }

  it('takes the same repository twice as one, and another of the name only on demand', () => {
    const one = putRepository(decodeRepositories(new Uint8Array(), 'x'), z, false);
    assert.equal(one.outcome, 'added');
    assert.equal(putRepository(one.file, z, false).outcome, 'same');
    const other = { ...z, url: `${z.url}/` };
    assert.throws(
      () => putRepository(one.file, other, false),
      error => ChartReleaseError.is(error, 'repository.exists'),
    );
    const replaced = putRepository(one.file, other, true);
    assert.equal(replaced.outcome, 'replaced');
    assert.deepEqual(replaced.file.repositories, [other]);
  });

  it('shows addresses without user, password and token', () => {
    assert.equal(withoutSecrets('https://u:p@host/x?token=t#f'), 'https://host/x');
    assert.equal(withoutSecrets('https://host/x'), 'https://host/x');
  });
});
