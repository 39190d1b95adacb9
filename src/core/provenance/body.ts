import { isAlias, isMap, isScalar, parseDocument, visit } from 'yaml';
import type { Document, YAMLMap } from 'yaml';
import { isDigest } from '../../util/digest';
import type { Digest } from '../../util/digest';
import { parseGoYaml } from '../yaml/goYaml';
import { separator } from './canonicalMessage';

export type BodyFault =
  'separatorCount' | 'metadataYaml' | 'metadataShape' | 'sumsYaml' | 'sumsShape' | 'fileName' | 'digestFormat';

export interface ProvenanceBody {
  readonly name: string;
  readonly version: string;
  /** Top-level keys of the metadata that Chart.yaml does not have. */
  readonly unknownFields: readonly string[];
  readonly files: ReadonlyMap<string, Digest>;
  /** Something beside `files` in the second part: other keys, comments. */
  readonly hasExtras: boolean;
}

const chartFields: ReadonlySet<string> = new Set([
  'annotations',
  'apiVersion',
  'appVersion',
  'condition',
  'dependencies',
  'deprecated',
  'description',
  'home',
  'icon',
  'keywords',
  'kubeVersion',
  'maintainers',
  'name',
  'sources',
  'tags',
  'type',
  'version',
]);

/**
 * Reads the signed text of a provenance file. Strict where Helm is not: one separator, plain YAML 1.2 (no anchors, aliases,
 * merge keys, tags, duplicate keys), `files` exactly so spelled, lower-case sha256 digests. Everything refused here is read
 * differently by some YAML library, or hides something from the reader.
 */
export function parseBody(text: string): ProvenanceBody | { readonly fault: BodyFault } {
  const parts = `${text}\n`.split(separator);
  const [metadataText, sumsText] = parts;
  if (parts.length !== 2 || metadataText === undefined || sumsText === undefined) return { fault: 'separatorCount' };
  const metadata = parsePlainMap(`${metadataText}\n`);
  if (typeof metadata === 'string') return { fault: metadata === 'yaml' ? 'metadataYaml' : 'metadataShape' };
  const name = textOf(metadata.get('name', true));
  const version = textOf(metadata.get('version', true));
  if (name === undefined || version === undefined) return { fault: 'metadataShape' };

  const sums = parsePlainMap(sumsText);
  if (typeof sums === 'string') return { fault: sums === 'yaml' ? 'sumsYaml' : 'sumsShape' };
  const listed = sums.get('files', true);
  if (!isMap(listed) || listed.items.length === 0) return { fault: 'sumsShape' };
  const files = new Map<string, Digest>();
  for (const pair of listed.items) {
    const fileName = textOf(pair.key);
    const digest = textOf(pair.value);
    if (fileName === undefined || digest === undefined) return { fault: 'sumsShape' };
    if (fileName === '' || fileName === '.' || fileName === '..' || /[\\/\u0000-\u001f\u007f]/.test(fileName))
      return { fault: 'fileName' };
    if (!isDigest(digest)) return { fault: 'digestFormat' };
    files.set(fileName, digest);
  }
  const keys = sums.items.map(pair => textOf(pair.key) ?? '');
  if (keys.some(key => key !== 'files' && key.toLowerCase() === 'files')) return { fault: 'sumsShape' };
  return {
    name,
    version,
    unknownFields: metadata.items.map(pair => textOf(pair.key) ?? '').filter(key => !chartFields.has(key)),
    files,
    hasExtras: keys.length > 1 || /^[ \t]*#/m.test(sumsText),
  };
}

/** A scalar as it is written: `1.10` is a version, not the number 1.1. */
function textOf(node: unknown): string | undefined {
  if (!isScalar(node) || node.value === null) return undefined;
  return typeof node.value === 'string' ? node.value : node.source;
}

const controls = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u0084\u0086-\u009F\uFFFE\uFFFF]/g;

function parsePlainMap(text: string): YAMLMap | 'yaml' | 'shape' {
  // Watches depth and aliases, which can end the process in the library's composer; Go must be able to read it, too.
  // Control characters only Helm 3 refuses, and a check of their own warns of them.
  if (parseGoYaml(text.replace(controls, '?')).problem !== undefined) return 'yaml';
  const document: Document = parseDocument(text, {
    schema: 'core',
    merge: false,
    uniqueKeys: false,
    prettyErrors: false,
  });
  if (document.errors.length > 0 || document.warnings.length > 0) return 'yaml';
  let isPlain = true;
  visit(document, {
    Node(_key, node) {
      if (isAlias(node) || node.tag !== undefined || ('anchor' in node && node.anchor !== undefined)) isPlain = false;
      return isPlain ? undefined : visit.BREAK;
    },
    Map(_key, map) {
      // The library's own duplicate check takes quadratic time.
      const keys = map.items.map(pair => textOf(pair.key));
      if (keys.includes(undefined) || keys.includes('<<') || new Set(keys).size < keys.length) isPlain = false;
      return isPlain ? undefined : visit.BREAK;
    },
  });
  if (!isPlain) return 'yaml';
  return isMap(document.contents) ? document.contents : 'shape';
}
