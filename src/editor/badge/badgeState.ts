import type { VerificationReport } from '../../core/provenance/report';

/** What the badge says about the chart of the active editor. */
export type BadgeState =
  | { readonly kind: 'broken'; readonly problem: string }
  | { readonly kind: 'notPackaged'; readonly name: string; readonly version: string }
  | {
      readonly kind: 'changed';
      readonly name: string;
      readonly version: string;
      readonly path: string;
      readonly differences: readonly string[];
    }
  | {
      readonly kind: 'verified';
      readonly name: string;
      readonly version: string;
      readonly path: string;
      readonly report: VerificationReport;
    };
