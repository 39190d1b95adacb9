import { limits } from './limits';

/** The kinds of Artifact Hub's `artifacthub.io/changes` annotation, which are those of keepachangelog.com. */
export const entryKinds = ['added', 'changed', 'deprecated', 'removed', 'fixed', 'security'] as const;
export type EntryKind = (typeof entryKinds)[number];

export interface ChangelogEntry {
  readonly kind: EntryKind;
  readonly description: string;
}

export interface Commit {
  readonly id: string;
  /** First line. */
  readonly subject: string;
  readonly body: string;
}

const conventional = /^([a-zA-Z]+)(?:\([^)]*\))?(!)?:\s+(.+)$/;
const types: Readonly<Record<string, EntryKind | undefined>> = {
  feat: 'added',
  feature: 'added',
  fix: 'fixed',
  bugfix: 'fixed',
  hotfix: 'fixed',
  perf: 'changed',
  refactor: 'changed',
  revert: 'changed',
  deps: 'changed',
  security: 'security',
  sec: 'security',
  deprecate: 'deprecated',
  remove: 'removed',
};
/** Types whose commits change nothing that users of a chart see, unless they are marked as breaking. */
const silent = new Set(['chore', 'ci', 'docs', 'doc', 'style', 'test', 'tests', 'build', 'release', 'wip']);

const words: readonly (readonly [RegExp, EntryKind])[] = [
  [/\b(CVE-\d{4}-\d+|security|vulnerabilit)/i, 'security'],
  [/^(add|adds|added|introduce|introduces|support|supports|allow|allows|new|enable)\b/i, 'added'],
  [/^(fix|fixes|fixed|repair|correct|resolve|resolves)\b/i, 'fixed'],
  [/^(remove|removes|removed|drop|drops|dropped|delete|deletes|deleted)\b/i, 'removed'],
  [/^(deprecate|deprecates|deprecated)\b/i, 'deprecated'],
];
const noise =
  /^(merge\b|fixup!|squash!|amend!|(bump|release|publish)( the)?( chart)?( version)?( to)? v?\d+\.\d+|(bump|raise)( the)? (chart )?version|release\b)/i;

/** What the commits since the last release mean to users, the newest first, each once. */
export function changelogFrom(commits: readonly Commit[]): readonly ChangelogEntry[] {
  const entries = new Map<string, ChangelogEntry>();
  for (const commit of commits) {
    const entry = entryOf(commit);
    if (entry !== undefined && !entries.has(entry.description.toLowerCase()))
      entries.set(entry.description.toLowerCase(), entry);
  }
  return [...entries.values()].slice(0, limits.changelogEntries);
}

function entryOf({ subject, body }: Commit): ChangelogEntry | undefined {
  const text = subject.trim();
  if (text === '' || noise.test(text)) return undefined;
  const breaking = /^BREAKING[ -]CHANGE:\s*(.+)$/m.exec(body)?.[1];
  const match = conventional.exec(text);
  const type = match?.[1]?.toLowerCase();
  if (match === null || type === undefined || !(silent.has(type) || Object.hasOwn(types, type))) {
    const kind = words.find(([pattern]) => pattern.test(text))?.[1] ?? 'changed';
    return { kind, description: breaking === undefined ? text : `${text} (breaking: ${breaking})` };
  }
  const description = capital(match[3] ?? '');
  if (match[2] === '!' || breaking !== undefined)
    return {
      kind: 'changed',
      description: `${description} (breaking${breaking === undefined ? '' : `: ${breaking}`})`,
    };
  if (silent.has(type)) return undefined;
  const kind = /\bCVE-\d{4}-\d+/.test(text) ? 'security' : (types[type] ?? 'changed');
  return { kind, description };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The value of `artifacthub.io/changes`: YAML in a text. Each description is a JSON string, which YAML reads the same. */
export function formatChangesAnnotation(entries: readonly ChangelogEntry[]): string {
  return entries
    .map(({ kind, description }) => `- kind: ${kind}\n  description: ${JSON.stringify(description)}\n`)
    .join('');
}

/** Heads of the sections, in the order of keepachangelog.com. */
const headings: Readonly<Record<EntryKind, string>> = {
  added: 'Added',
  changed: 'Changed',
  deprecated: 'Deprecated',
  removed: 'Removed',
  fixed: 'Fixed',
  security: 'Security',
};

/**
 * CHANGELOG.md with a section for this version in front of the older ones, below the head and an `Unreleased` section. A
 * section that is there already stays as it is. `date`: `YYYY-MM-DD`.
 */
export function addToChangelog(
  text: string | undefined,
  version: string,
  date: string,
  entries: readonly ChangelogEntry[],
): string {
  const section = [`## ${version} - ${date}`, '', ...sectionLines(entries)].join('\n');
  if (text === undefined || text.trim() === '') return `# Changelog\n\n${section}\n`;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const escaped = version.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  if (new RegExp(`^##\\s+\\[?v?${escaped}\\]?(?:\\s|$)`, 'm').test(text)) return text;
  const places = [...text.matchAll(/^## .*$/gm)];
  const place = places.find(([head]) => !/unreleased/i.test(head));
  const written = section.replaceAll('\n', eol);
  if (place === undefined) return `${text.replace(/\s*$/, '')}${eol}${eol}${written}${eol}`;
  return `${text.slice(0, place.index)}${written}${eol}${eol}${text.slice(place.index)}`;
}

function sectionLines(entries: readonly ChangelogEntry[]): readonly string[] {
  const groups = entryKinds
    .map(kind => ({ kind, items: entries.filter(entry => entry.kind === kind) }))
    .filter(({ items }) => items.length > 0);
  return groups.flatMap(({ kind, items }, index) => [
    ...(index === 0 ? [] : ['']),
    `### ${headings[kind]}`,
    '',
    ...items.map(({ description }) => `- ${description}`),
  ]);
}
