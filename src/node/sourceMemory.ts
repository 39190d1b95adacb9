import { appendFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { SourceChange, SourceMemory } from '../workflows/ports';
import { decodeUtf8 } from '../util/bytes';
import { fileStore } from './fileStore';

/** Bytes: tens of thousands of sources. */
const maxMemoryBytes = 16 * 1024 * 1024;

/**
 * A file with a JSON line for each key that came from a source. Lines are only added, so two windows that learn at the
 * same time both keep theirs; what cannot be read is passed over. Throws `file.tooLarge`.
 */
export function sourceMemory(path: string, warn: (change: SourceChange) => void): SourceMemory {
  const fingerprints = async (source: string): Promise<readonly string[]> => {
    const bytes = await fileStore().read(path, maxMemoryBytes);
    const lines = (decodeUtf8(bytes ?? new Uint8Array()) ?? '').split('\n').flatMap(parseLine);
    return [...new Set(lines.filter(line => line.source === source).map(line => line.fingerprint))];
  };
  return {
    fingerprints,
    async note(source, fingerprint) {
      if ((await fingerprints(source)).includes(fingerprint)) return;
      await mkdir(dirname(path), { recursive: true });
      await appendFile(path, `${JSON.stringify({ source, fingerprint })}\n`, { mode: 0o600 });
    },
    warn,
  };
}

function parseLine(line: string): readonly { readonly source: string; readonly fingerprint: string }[] {
  try {
    const { source, fingerprint } = JSON.parse(line) as Record<string, unknown>;
    return typeof source === 'string' && typeof fingerprint === 'string' ? [{ source, fingerprint }] : [];
  } catch {
    return [];
  }
}
