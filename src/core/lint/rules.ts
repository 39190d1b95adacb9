import { chartYamlTable } from '../chart/chartYamlTable';
import { provTable } from '../provenance/provTable';
import { indexTable } from '../repository/indexTable';
import type { Rule, RuleTable } from '../rule';
import { artifactHubTable } from './artifactHubTable';
import { chartTable } from './chartTable';
import { commentTable } from './commentTable';
import { helmignoreTable } from './helmignoreTable';

/** Every rule by its code. The code is stable: settings, comments and reports name it. */
export const rules: RuleTable = {
  ...chartYamlTable,
  ...artifactHubTable,
  ...chartTable,
  ...helmignoreTable,
  ...indexTable,
  ...provTable,
  ...commentTable,
};

export function ruleOf(code: string): Rule | undefined {
  return Object.hasOwn(rules, code) ? rules[code] : undefined;
}

/** Where a rule is explained. */
export function ruleDocumentation(code: string): string {
  return `https://github.com/helm-chart-release/helm-chart-release/blob/main/docs/rules/${code}.md`;
}

/** A text with its arguments filled in; a name without an argument stays as it is. */
export function fillIn(text: string, args: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{([a-zA-Z]+)\}/g, (whole, name: string) =>
    Object.hasOwn(args, name) ? String(args[name]) : whole,
  );
}
