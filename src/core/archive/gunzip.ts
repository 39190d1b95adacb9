import { gunzipSync } from 'node:zlib';
import { ChartReleaseError } from '../errors';
import { limits } from './limits';

interface Inflated {
  readonly buffer: Uint8Array;
  readonly engine: { readonly bytesWritten: number };
}

/**
 * The tar inside a gzip file. CRC and length must hold, nothing may follow, and the size is bounded while inflating. Helm
 * checks none of these; a reader that does would see another archive. Throws `archive.malformed`, `archive.hostile`, `archive.limit`.
 */
export function gunzip(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b || bytes[2] !== 8)
    throw new ChartReleaseError('archive.malformed', { reason: 'notGzip' });
  const { buffer, engine } = inflate(bytes);
  if (engine.bytesWritten < bytes.length) throw new ChartReleaseError('archive.hostile', { attack: 'bytesAfterGzip' });
  const allowed = limits.ratio * bytes.length + 1024 * 1024;
  if (buffer.length > allowed)
    throw new ChartReleaseError('archive.limit', { limit: 'ratio', value: buffer.length, allowed });
  return buffer;
}

function inflate(bytes: Uint8Array): Inflated {
  try {
    // With `info` the result says how much of the input was used; the types do not know that form.
    return gunzipSync(bytes, { maxOutputLength: limits.tarBytes, info: true }) as unknown as Inflated;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ERR_BUFFER_TOO_LARGE') {
      throw new ChartReleaseError(
        'archive.limit',
        { limit: 'totalBytes', value: limits.tarBytes, allowed: limits.totalBytes },
        { cause: error },
      );
    }
    throw new ChartReleaseError(
      'archive.malformed',
      { reason: code === 'Z_BUF_ERROR' ? 'truncated' : 'gzip' },
      { cause: error },
    );
  }
}
