import type { HelmRules } from './chartIndex';

/** The types of Helm's index (pkg/repo IndexFile, ChartVersion and what they hold), as Go's JSON reader sees them. */
export type GoType =
  | { readonly kind: 'string' | 'bool' | 'any' | 'time' }
  | { readonly kind: 'list' | 'map'; readonly item: GoType; readonly goName: string }
  | { readonly kind: 'struct'; readonly struct: GoStruct };

export interface GoStruct {
  /** As an error names the type: `repo.IndexFile`. */
  readonly goName: string;
  readonly fields: Readonly<Record<string, GoField>>;
}

export interface GoField {
  readonly type: GoType;
  /** The name of the embedded struct that it stands in: Helm's errors name it since Helm 4. */
  readonly embeddedIn?: 'Metadata';
}

const text: GoType = { kind: 'string' };
const texts: GoType = { kind: 'list', item: text, goName: '[]string' };
const flag: GoType = { kind: 'bool' };
const any: GoType = { kind: 'any' };
const textMap: GoType = { kind: 'map', item: text, goName: 'map[string]string' };

export const indexTypes: Readonly<Record<HelmRules, GoStruct>> = { helm3: indexType('chart'), helm4: indexType('v2') };

/** The type of one version of a chart in the index. */
export function versionType(index: GoStruct): GoStruct {
  const entries = index.fields['entries']?.type;
  const versions = entries?.kind === 'map' ? entries.item : undefined;
  const version = versions?.kind === 'list' ? versions.item : undefined;
  return version?.kind === 'struct' ? version.struct : index;
}

/** `chartPackage`: the Go package of Metadata, which errors name. */
function indexType(chartPackage: string): GoStruct {
  const version: GoStruct = {
    goName: 'repo.ChartVersion',
    fields: {
      ...fields(metadataFields(chartPackage), 'Metadata'),
      ...fields({
        urls: texts,
        created: { kind: 'time' },
        removed: flag,
        digest: text,
        checksum: text,
        engine: text,
        tillerVersion: text,
        url: text,
      }),
    },
  };
  const versions: GoType = { kind: 'list', item: { kind: 'struct', struct: version }, goName: 'repo.ChartVersions' };
  return {
    goName: 'repo.IndexFile',
    fields: fields({
      serverInfo: { kind: 'map', item: any, goName: 'map[string]interface {}' },
      apiVersion: text,
      generated: { kind: 'time' },
      entries: { kind: 'map', item: versions, goName: 'map[string]repo.ChartVersions' },
      publicKeys: texts,
      annotations: textMap,
    }),
  };
}

function metadataFields(chartPackage: string): Readonly<Record<string, GoType>> {
  const dependency: GoStruct = {
    goName: `${chartPackage}.Dependency`,
    fields: fields({
      name: text,
      version: text,
      repository: text,
      condition: text,
      tags: texts,
      enabled: flag,
      'import-values': { kind: 'list', item: any, goName: '[]interface {}' },
      alias: text,
    }),
  };
  const maintainer: GoStruct = {
    goName: `${chartPackage}.Maintainer`,
    fields: fields({ name: text, email: text, url: text }),
  };
  const pointers = (struct: GoStruct): GoType => ({
    kind: 'list',
    item: { kind: 'struct', struct },
    goName: `[]*${struct.goName}`,
  });
  return {
    name: text,
    home: text,
    sources: texts,
    version: text,
    description: text,
    keywords: texts,
    maintainers: pointers(maintainer),
    icon: text,
    apiVersion: text,
    condition: text,
    tags: text,
    appVersion: text,
    deprecated: flag,
    annotations: textMap,
    kubeVersion: text,
    dependencies: pointers(dependency),
    type: text,
  };
}

function fields(types: Readonly<Record<string, GoType>>, embeddedIn?: 'Metadata'): Readonly<Record<string, GoField>> {
  return Object.fromEntries(
    Object.entries(types).map(([name, type]) => [name, embeddedIn === undefined ? { type } : { type, embeddedIn }]),
  );
}
