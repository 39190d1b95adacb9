import type { ChartFile } from '../chart/chart';
import { sha256 } from '../../util/digest';
import type { ChangeKind, ChartChange } from './change';
import { change } from './change';

type Role = 'template' | 'helper' | 'notes' | 'test' | 'readme' | 'other';

const changedKinds: Readonly<Record<Role, ChangeKind>> = {
  template: 'templateChanged',
  helper: 'helperChanged',
  notes: 'notesChanged',
  test: 'testChanged',
  readme: 'readmeChanged',
  other: 'fileChanged',
};
const addedKinds: Readonly<Record<Role, ChangeKind>> = {
  ...changedKinds,
  template: 'templateAdded',
  other: 'fileAdded',
};
const removedKinds: Readonly<Record<Role, ChangeKind>> = {
  ...changedKinds,
  template: 'templateRemoved',
  // Other charts may include what a library chart, or this one as their subchart, defines there.
  helper: 'helperRemoved',
  other: 'fileRemoved',
};

/** Templates and all other files, by path and content. A file that moved with its content unchanged is one change. */
export function compareFiles(before: readonly ChartFile[], after: readonly ChartFile[]): readonly ChartChange[] {
  const old = new Map(before.map(file => [file.path as string, sha256(file.bytes)]));
  const now = new Map(after.map(file => [file.path as string, sha256(file.bytes)]));
  const changes: ChartChange[] = [];
  const come = [...now.keys()].filter(path => !old.has(path)).sort();
  for (const path of [...old.keys()].sort()) {
    const digest = now.get(path);
    if (digest !== undefined) {
      if (digest !== old.get(path)) changes.push(change(changedKinds[roleOf(path)], path));
      continue;
    }
    const index = come.findIndex(other => now.get(other) === old.get(path) && roleOf(other) === roleOf(path));
    const [moved] = index === -1 ? [] : come.splice(index, 1);
    if (moved === undefined) changes.push(change(removedKinds[roleOf(path)], path));
    else changes.push(change(roleOf(path) === 'template' ? 'templateRenamed' : 'fileRenamed', path, path, moved));
  }
  return [...changes, ...come.map(path => change(addedKinds[roleOf(path)], path))];
}

/** What Helm makes of a file: `_` in front of a template's name means that it renders to nothing. */
function roleOf(path: string): Role {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (path.startsWith('templates/tests/')) return 'test';
  if (path === 'templates/NOTES.txt') return 'notes';
  if (path.startsWith('templates/')) return name.startsWith('_') ? 'helper' : 'template';
  return /^readme(\.(md|txt))?$/i.test(path) ? 'readme' : 'other';
}
