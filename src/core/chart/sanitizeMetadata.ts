import type { DecodedMetadata, Dependency, Maintainer } from './metadata';

/** Nearly every text: nothing to do. */
const plainAscii = /^[ -~]*$/;
const goSpace = /[\t\n\v\f\r \u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]/gu;
const notGoPrintable = /[^ \p{L}\p{M}\p{N}\p{P}\p{S}]/gu;

/**
 * What Helm does to texts from Chart.yaml before anyone sees them (pkg/chart/v2 sanitizeString; CVE-2021-21303): every
 * white space becomes one blank, what cannot be printed is dropped. Version, apiVersion, type and annotations are left as
 * they are there.
 */
export function sanitizeMetadata(metadata: DecodedMetadata): DecodedMetadata {
  const { keywords, sources, maintainers, dependencies } = metadata;
  return {
    ...metadata,
    ...sanitizeFields(metadata, [
      'name',
      'description',
      'home',
      'icon',
      'condition',
      'tags',
      'appVersion',
      'kubeVersion',
    ]),
    ...(keywords === undefined ? {} : { keywords: keywords.map(sanitizeText) }),
    ...(sources === undefined ? {} : { sources: sources.map(sanitizeText) }),
    ...(maintainers === undefined ? {} : { maintainers: maintainers.map(item => item && sanitizeMaintainer(item)) }),
    ...(dependencies === undefined ? {} : { dependencies: dependencies.map(item => item && sanitizeDependency(item)) }),
  };
}

export function sanitizeText(text: string): string {
  if (plainAscii.test(text)) return text;
  return text.replace(goSpace, ' ').replace(notGoPrintable, '');
}

function sanitizeMaintainer(maintainer: Maintainer): Maintainer {
  return { ...maintainer, ...sanitizeFields(maintainer, ['name', 'email', 'url']) };
}

function sanitizeDependency(dependency: Dependency): Dependency {
  const { tags } = dependency;
  return {
    ...dependency,
    ...sanitizeFields(dependency, ['name', 'version', 'repository', 'condition']),
    ...(tags === undefined ? {} : { tags: tags.map(sanitizeText) }),
  };
}

/** The named fields that are set, sanitised. */
function sanitizeFields<T extends object>(value: T, names: readonly (keyof T & string)[]): Partial<T> {
  const set = names.filter(name => typeof value[name] === 'string');
  return Object.fromEntries(set.map(name => [name, sanitizeText(String(value[name]))])) as Partial<T>;
}
