import { parseGoYaml } from '../yaml/goYaml';
import { plainValue } from '../yaml/plainValue';
import type { ChangelogEntry, EntryKind } from './changelog';
import { entryKinds } from './changelog';

/** Entries as a person edits them: one line each, `added: a port for metrics`. */
export function formatEntryLines(entries: readonly ChangelogEntry[]): string {
  return entries.map(({ kind, description }) => `${kind}: ${description.replaceAll(/\s+/g, ' ').trim()}`).join('\n');
}

/** Reads edited lines; a line without one of the kinds in front is a `changed`. Empty lines and list dashes do not count. */
export function parseEntryLines(text: string): readonly ChangelogEntry[] {
  return text.split(/\r?\n/).flatMap(raw => {
    const line = raw.replace(/^\s*[-*]?\s*/, '').trim();
    if (line === '') return [];
    const colon = line.indexOf(':');
    const kind = asKind(colon < 0 ? '' : line.slice(0, colon));
    const description = kind === undefined ? line : line.slice(colon + 1).trim();
    return description === '' ? [] : [{ kind: kind ?? 'changed', description }];
  });
}

/**
 * The entries of an `artifacthub.io/changes` annotation, in both of its forms: a list of texts, or of `kind` and
 * `description`. `undefined`: it is neither.
 */
export function readChangesAnnotation(text: string): readonly ChangelogEntry[] | undefined {
  const { root } = parseGoYaml(text);
  const list = root === undefined ? undefined : plainValue(root);
  if (!Array.isArray(list)) return undefined;
  const entries = list.map((item): ChangelogEntry | undefined => {
    if (typeof item === 'string') return { kind: 'changed', description: item };
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return undefined;
    const { kind, description } = item as Readonly<Record<string, unknown>>;
    if (typeof description !== 'string') return undefined;
    return { kind: asKind(kind) ?? 'changed', description };
  });
  return entries.every(entry => entry !== undefined) ? entries : undefined;
}

function asKind(text: unknown): EntryKind | undefined {
  const word = typeof text === 'string' ? text.trim().toLowerCase() : '';
  return entryKinds.find(kind => kind === word);
}
