import { trimGoSpace } from '../../util/goSpace';
import { parseGoYaml } from '../yaml/goYaml';
import { findUnconvertible } from '../yaml/jsonConversion';
import { decodeText, unloadable } from './chartYaml';

/**
 * Whether Helm 4 can read a values.yaml: each document is a map or empty, and lines that start with `---` separate them.
 * Throws `chart.unloadable`. The content itself is packaged as it is.
 */
export function checkValues(bytes: Uint8Array): void {
  const text = decodeText(bytes);
  if (text === undefined)
    throw unloadable(
      'valuesNotUtf8',
      'cannot load values.yaml: cannot unmarshal yaml document: error converting YAML to JSON: yaml: invalid leading UTF-8 octet',
      'values.yaml',
    );
  for (const document of splitDocuments(text)) {
    const { root, problem } = parseGoYaml(document);
    if (problem !== undefined) {
      throw unloadable(
        'valuesYaml',
        `cannot load values.yaml: cannot unmarshal yaml document: error converting YAML to JSON: ${problem.goText}`,
        'values.yaml',
      );
    }
    const unconvertible = findUnconvertible(root);
    if (unconvertible !== undefined)
      throw unloadable(
        'valuesNotJson',
        `cannot load values.yaml: cannot unmarshal yaml document: error converting YAML to JSON: ${unconvertible.goText}`,
        'values.yaml',
      );
    if (root !== undefined && root.kind !== 'map' && !(root.kind === 'scalar' && root.value === null)) {
      const kind =
        root.kind === 'list'
          ? 'array'
          : typeof root.value === 'string'
            ? 'string'
            : typeof root.value === 'boolean'
              ? 'bool'
              : 'number';
      throw unloadable(
        'valuesNotMap',
        `cannot load values.yaml: cannot unmarshal yaml document: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${kind} into Go value of type map[string]interface {}`,
        'values.yaml',
      );
    }
  }
}

/**
 * At lines that start with `---`; only blanks or a comment may follow there (apimachinery YAMLReader). A separator with
 * nothing before it is part of the document that it begins.
 */
export function splitDocuments(text: string): readonly string[] {
  const documents: string[] = [];
  let document = '';
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  for (const line of lines) {
    if (line.startsWith('---')) {
      const rest = trimGoSpace(line.slice(3));
      if (rest !== '' && !rest.startsWith('#')) {
        throw unloadable(
          'valuesSeparator',
          `cannot load values.yaml: error reading yaml document: invalid Yaml document separator: ${rest}`,
          'values.yaml',
        );
      }
      if (document !== '') {
        documents.push(document);
        document = '';
        continue;
      }
    }
    document += `${line.endsWith('\r') ? line.slice(0, -1) : line}\n`;
  }
  return document === '' ? documents : [...documents, document];
}
