import type { PlanPage } from '../../webview/pageModel';

/** Everything on a page of comparison as plain text, for screen readers and for keeping. */
export function rebuildText({ heading, intro, facts, steps }: PlanPage): string {
  const factLines = facts.map(({ label, value }) => `${label}: ${value}`);
  const stepLines = steps.flatMap(({ title, detail, facts: list }) => [
    '',
    detail === '' ? title : `${title}: ${detail}`,
    ...list.map(({ label, value }) => `  ${label}: ${value}`),
  ]);
  return [heading, '', intro, '', ...factLines, ...stepLines, ''].join('\n');
}
