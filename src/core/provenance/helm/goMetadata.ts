import { compareUtf8 } from '../../../util/bytes';
import { GoError } from './goError';
import { jsonKind } from './goYaml';
import type { GoValue } from './goYaml';

type FieldType = 'string' | 'bool' | 'strings' | 'maintainers' | 'dependencies' | 'annotations' | 'any';

const metadataFields: Readonly<Record<string, FieldType>> = {
  name: 'string',
  home: 'string',
  sources: 'strings',
  version: 'string',
  description: 'string',
  keywords: 'strings',
  maintainers: 'maintainers',
  icon: 'string',
  apiVersion: 'string',
  condition: 'string',
  tags: 'string',
  appVersion: 'string',
  deprecated: 'bool',
  annotations: 'annotations',
  kubeVersion: 'string',
  dependencies: 'dependencies',
  type: 'string',
};
const maintainerFields: Readonly<Record<string, FieldType>> = { name: 'string', email: 'string', url: 'string' };
const dependencyFields: Readonly<Record<string, FieldType>> = {
  name: 'string',
  version: 'string',
  repository: 'string',
  condition: 'string',
  tags: 'strings',
  enabled: 'bool',
  'import-values': 'any',
  alias: 'string',
};

/** Whether Helm 3 can decode a value as chart metadata (encoding/json into chart.Metadata). Throws the `GoError` it prints. */
export function checkMetadata(value: GoValue): void {
  if (value.kind === 'null') return;
  if (value.kind !== 'map') throw mismatch(value, 'Go value of type chart.Metadata');
  checkStruct(value, 'Metadata', metadataFields);
}

function checkStruct(
  value: Extract<GoValue, { kind: 'map' }>,
  path: string,
  fields: Readonly<Record<string, FieldType>>,
): void {
  const names = new Map(Object.keys(fields).map(name => [name.toLowerCase(), name]));
  for (const [key, entry] of [...value.entries].sort(([a], [b]) => compareUtf8(a, b))) {
    const name = names.get(key.toLowerCase());
    const type = name === undefined ? undefined : fields[name];
    if (type !== undefined) checkField(entry, `${path}.${name ?? ''}`, type);
  }
}

function checkField(value: GoValue, path: string, type: FieldType): void {
  if (value.kind === 'null' || type === 'any') return;
  switch (type) {
    case 'string':
      if (value.kind !== 'scalar') throw mismatch(value, `Go struct field ${path} of type string`);
      return;
    case 'bool':
      if (value.kind !== 'scalar' || value.type !== 'bool')
        throw mismatch(value, `Go struct field ${path} of type bool`);
      return;
    case 'strings':
      if (value.kind !== 'list') throw mismatch(value, `Go struct field ${path} of type []string`);
      for (const item of value.items) checkField(item, path, 'string');
      return;
    case 'annotations':
      if (value.kind !== 'map') throw mismatch(value, `Go struct field ${path} of type map[string]string`);
      for (const item of value.entries.values()) checkField(item, path, 'string');
      return;
    default: {
      const goType = type === 'maintainers' ? 'Maintainer' : 'Dependency';
      if (value.kind !== 'list') throw mismatch(value, `Go struct field ${path} of type []*chart.${goType}`);
      for (const item of value.items) {
        if (item.kind === 'null') continue;
        if (item.kind !== 'map') throw mismatch(item, `Go struct field ${path} of type chart.${goType}`);
        checkStruct(item, path, type === 'maintainers' ? maintainerFields : dependencyFields);
      }
    }
  }
}

function mismatch(value: GoValue, target: string): GoError {
  return new GoError(
    'other',
    `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${jsonKind(value)} into ${target}`,
  );
}
