import type { Digest } from '../../util/digest';

/** One line of the `files:` map, as Helm's emitter writes it: a name YAML could misread is quoted. */
export function formatFileEntry(fileName: string, digest: Digest): string {
  return `  ${fileName}: ${digest}\n`;
}
