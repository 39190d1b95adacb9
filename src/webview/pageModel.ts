/** What a page shows: plain texts made by the editor side. The page adds no words of its own and fetches nothing. */
export type PageModel = ReportPage | PlanPage | KeyPage;

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

/** From the page to the editor. Anything else is ignored there. */
export type PageMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'action'; readonly id: string; readonly texts: Readonly<Record<string, string>> };
