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
  const allowed = limits.ratio * bytes.length + limits.ratioFreeBytes;
  if (buffer.length > allowed)
    throw new ChartReleaseError('archive.limit', { limit: 'ratio', value: buffer.length, allowed });
  return buffer;
}

function inflate(bytes: Uint8Array): Inflated {
  try {
    // With `info` the result says how much of the input was used; the types do not know that form.
    return gunzipSync(bytes, { maxOutputLength: limits.tarBytes, info: true }) as unknown as Inflated;
  } catch (error) {
    throw gzipProblem(error);
  }
}

/** The failure that an error of zlib stands for; an error that is none of its stays what it is. */
export function gzipProblem(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ERR_BUFFER_TOO_LARGE') {
    return new ChartReleaseError(
      'archive.limit',
      { limit: 'totalBytes', value: limits.tarBytes, allowed: limits.totalBytes },
      { cause: error },
    );
  }
  if (!(error instanceof Error) || !code.startsWith('Z_')) return error;
  // The first header was looked at before: this is said of what follows the first gzip file.
  if (error.message === 'incorrect header check')
    return new ChartReleaseError('archive.hostile', { attack: 'bytesAfterGzip' }, { cause: error });
  const reason = code === 'Z_BUF_ERROR' ? 'truncated' : 'gzip';
  return new ChartReleaseError('archive.malformed', { reason }, { cause: error });
}

/** The same limits for content that is inflated in parts. */
export function overInflated(value: number, allowed: number): ChartReleaseError {
  const ratio = allowed < limits.tarBytes;
  return new ChartReleaseError('archive.limit', {
    limit: ratio ? 'ratio' : 'totalBytes',
    value,
    allowed: ratio ? allowed : limits.totalBytes,
  });
}
