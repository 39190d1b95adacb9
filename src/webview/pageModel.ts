/** What a page shows: plain texts made by the editor side. The page adds no words of its own and fetches nothing. */
export type PageModel = ReportPage | PlanPage | KeyPage | BoardPage | ChoosePage;

export type LinkState = 'passed' | 'warned' | 'failed' | 'skipped';

export interface Fact {
  readonly label: string;
  readonly value: string;
  /** Shown in a fixed-width font: digests, fingerprints, paths, references. */
  readonly code?: boolean;
}

export interface ChainLink {
  readonly title: string;
  readonly state: LinkState;
  readonly stateText: string;
  readonly detail: string;
}

export interface Action {
  readonly id: string;
  readonly label: string;
  readonly primary?: boolean;
  /** Not to be pressed while something on the page is edited: it would act on what is shown no more. */
  readonly unedited?: boolean;
}

export interface ReportPage {
  readonly kind: 'report';
  readonly heading: string;
  readonly state: LinkState;
  readonly verdict: string;
  readonly meaning: string;
  readonly next: string;
  readonly nextLabel: string;
  readonly facts: readonly Fact[];
  readonly chainHeading: string;
  readonly chain: readonly ChainLink[];
  readonly helmHeading: string;
  readonly helm: readonly ChainLink[];
  readonly actions: readonly Action[];
}

export interface PlanPage {
  readonly kind: 'plan';
  readonly heading: string;
  readonly intro: string;
  readonly facts: readonly Fact[];
  readonly steps: readonly PlanStep[];
  readonly warnings: readonly string[];
  readonly warningsHeading: string;
  readonly actions: readonly Action[];
}

export interface PlanStep {
  readonly title: string;
  readonly detail: string;
  readonly facts: readonly Fact[];
  readonly edit?: EditableText;
}

/** A text of several lines that the user may change; it comes back with every action, under its id. */
export interface EditableText {
  readonly id: string;
  readonly label: string;
  readonly help: string;
  readonly text: string;
}

export interface KeyPage {
  readonly kind: 'key';
  readonly heading: string;
  readonly state: LinkState;
  readonly status: string;
  readonly fingerprintLabel: string;
  /** In groups of four, separated by blanks. */
  readonly fingerprint: string;
  /** `undefined`: the key does not expire. */
  readonly life?: {
    readonly label: string;
    /** 0 to 100. */
    readonly percentLeft: number;
    readonly text: string;
    readonly state: LinkState;
  };
  readonly warnings: readonly string[];
  readonly warningsHeading: string;
  readonly sections: readonly { readonly heading: string; readonly facts: readonly Fact[]; readonly empty: string }[];
  readonly actions: readonly Action[];
}

/** All charts of the workspace in a table. The first cell is the chart's name. */
export interface BoardPage {
  readonly kind: 'board';
  readonly heading: string;
  readonly intro: string;
  readonly help: string;
  readonly searchLabel: string;
  readonly filtersLabel: string;
  readonly markLabel: string;
  /** `{0}` shown, `{1}` in all, `{2}` marked. */
  readonly countText: string;
  readonly empty: string;
  readonly columns: readonly string[];
  /** The one called `all` shows everything; the others, rows of that group. */
  readonly filters: readonly { readonly id: string; readonly label: string }[];
  readonly rows: readonly BoardRow[];
  readonly actions: readonly Action[];
}

export interface BoardRow {
  readonly id: string;
  readonly cells: readonly BoardCell[];
  readonly groups: readonly string[];
}

export interface BoardCell {
  readonly text: string;
  readonly state?: LinkState;
  readonly title?: string;
}

/** Questions with one answer each, and what follows from the answers. */
export interface ChoosePage {
  readonly kind: 'choose';
  readonly heading: string;
  readonly intro: string;
  readonly questions: readonly {
    readonly id: string;
    readonly label: string;
    readonly options: readonly { readonly id: string; readonly label: string }[];
    /** The id of the chosen option; empty for none. */
    readonly chosen: string;
  }[];
  readonly result?: { readonly title: string; readonly detail: string; readonly actions: readonly Action[] };
}

/** From the page to the editor. Anything else is ignored there. */
export type PageMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'action'; readonly id: string; readonly texts: Readonly<Record<string, string>> };
