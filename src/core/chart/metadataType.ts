import type { FieldType, StructType } from '../yaml/decodeStruct';

const text: FieldType = { kind: 'string' };
const texts: FieldType = { kind: 'list', item: text, goName: '[]string' };

const maintainerType: StructType = { goName: 'v2.Maintainer', fields: { name: text, email: text, url: text } };

const dependencyType: StructType = {
  goName: 'v2.Dependency',
  fields: {
    name: text,
    version: text,
    repository: text,
    condition: text,
    tags: texts,
    enabled: { kind: 'bool' },
    'import-values': { kind: 'list', item: { kind: 'any' }, goName: '[]interface {}' },
    alias: text,
  },
};

const dependencies: FieldType = {
  kind: 'list',
  item: { kind: 'struct', struct: dependencyType },
  goName: '[]*v2.Dependency',
};

/** pkg/chart/v2 Metadata of Helm 4.1.4. */
export const metadataType: StructType = {
  goName: 'v2.Metadata',
  fields: {
    name: text,
    home: text,
    sources: texts,
    version: text,
    description: text,
    keywords: texts,
    maintainers: { kind: 'list', item: { kind: 'struct', struct: maintainerType }, goName: '[]*v2.Maintainer' },
    icon: text,
    apiVersion: text,
    condition: text,
    tags: text,
    appVersion: text,
    deprecated: { kind: 'bool' },
    annotations: { kind: 'stringMap' },
    kubeVersion: text,
    dependencies,
    type: text,
  },
};

/** internal/chart/loader chartBase of Helm 4.1.4: what it reads to tell the kinds of charts apart. */
export const chartBaseType: StructType = { goName: 'loader.chartBase', fields: { apiVersion: text } };

/** pkg/chart/v2 Lock. */
export const lockType: StructType = { goName: 'v2.Lock', fields: { generated: text, digest: text, dependencies } };
