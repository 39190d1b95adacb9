import type { Finding, Severity, TextRange } from './findings';

/**
 * Whose rule it is. `both`: Helm 3 and Helm 4 lint report it. `helm4`: only Helm 4's lint. `load`: Helm refuses the chart, or
 * the index, when it loads it. `own`: ours; Helm says nothing.
 */
export type RuleOrigin = 'both' | 'helm4' | 'load' | 'own';

/** One rule: what it is called on screen, how grave it is, and the title of its quick fix, when it has one answer. */
export interface Rule {
  readonly severity: Severity;
  readonly origin: RuleOrigin;
  /** English, with the arguments' names in braces. It is the key of the translation too. */
  readonly message: string;
  readonly fix?: string;
  /** The fix is offered, but not made with all others: it guesses, or changes what Helm reads. */
  readonly askFirst?: true;
}

export type RuleTable = Readonly<Record<string, Rule>>;

type Placeholders<M extends string> = M extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

/** The arguments that a rule's texts name. */
export type RuleArgs<R extends Rule> = {
  readonly [
    K in Placeholders<R['message']> | (R extends { readonly fix: infer F extends string } ? Placeholders<F> : never)
  ]: string | number;
};

/** Collects findings: a rule is named by its code, and the compiler checks its arguments. */
export type Report<T extends RuleTable> = <C extends keyof T & string>(
  code: C,
  range: TextRange,
  args: RuleArgs<T[C]>,
  more?: Pick<Finding, 'helmText' | 'fix'>,
) => void;

export function collector<T extends RuleTable>(table: T): { readonly findings: Finding[]; readonly report: Report<T> } {
  const findings: Finding[] = [];
  const report: Report<T> = (code, range, args, more = {}) => {
    findings.push({ code, severity: table[code]?.severity ?? 'error', range, args, ...more });
  };
  return { findings, report };
}

/** In the order of the text. */
export function sortFindings(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
}
