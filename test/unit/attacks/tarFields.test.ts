import assert from 'node:assert/strict';
import { loadArchive } from '../../../src/core/archive/loadArchive';
import { writeGzip } from '../../../src/core/archive/writeGzip';
import { writeTar } from '../../../src/core/archive/writeTar';
import { ChartReleaseError } from '../../../src/core/errors';
import { encodeUtf8 } from '../../../src/util/bytes';

const files = { 'demo/Chart.yaml': 'apiVersion: v2\nname: demo\nversion: 1.0.0\n', 'demo/values.yaml': 'a: 1\n' };

/** The tar of a sound chart, with a change to the header of its second file. */
function tarWith(change: (header: Buffer) => void): Buffer {
  const entries = Object.entries(files).map(([path, text]) => ({ path, bytes: encodeUtf8(text), mtimeSeconds: 0 }));
  const tar = Buffer.concat(writeTar(entries));
  const header = tar.subarray(1024, 1536);
  change(header);
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return tar;
}

function outcome(tar: Uint8Array): string {
  try {
    return `read ${loadArchive(writeGzip([tar])).metadata.name}`;
  } catch (error) {
    if (!(error instanceof ChartReleaseError)) throw error;
    const details = error.details as { readonly attack?: string; readonly reason?: string };
    return `${error.code} ${details.attack ?? details.reason ?? ''}`;
  }
}

const set = (at: number, text: string) => (header: Buffer) => void header.write(text, at, 'latin1');

describe('a tar whose fields readers see differently', () => {
  it('is read when nothing is odd, with a number of base 256 for a user, and with the bits of a regular file', () => {
    assert.equal(outcome(tarWith(() => {})), 'read demo');
    assert.equal(outcome(tarWith(set(108, '\x80\0\0\0\0\0\x7f\x01'))), 'read demo');
    assert.equal(outcome(tarWith(set(100, '0100644\0'))), 'read demo');
  });

  it('hides a file behind a mode that says "folder": Helm passes over it, others write it', () => {
    assert.equal(outcome(tarWith(set(100, '0040644\0'))), 'archive.hostile typeInMode');
    assert.equal(outcome(tarWith(set(100, '0120644\0'))), 'archive.hostile typeInMode');
  });

  it('has a user or a device that is no number, at which Go stops', () => {
    assert.equal(outcome(tarWith(set(108, 'nobody\0\0'))), 'archive.malformed header');
    assert.equal(outcome(tarWith(set(329, 'x'))), 'archive.malformed header');
  });

  it('has times of GNU where others see a part of the name', () => {
    const gnu = tarWith(header => {
      set(257, 'ustar  \0')(header);
      set(345, '14000000000')(header);
    });
    assert.equal(outcome(gnu), 'archive.malformed header');
  });

  it('ends in the middle of a block', () => {
    const tar = tarWith(() => {});
    assert.equal(outcome(tar.subarray(0, tar.length - 512)), 'read demo');
    assert.equal(outcome(tar.subarray(0, tar.length - 1)), 'archive.malformed truncated');
  });
});
