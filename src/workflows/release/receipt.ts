import type { JournalState } from '../../core/release/journal';
import { stepKey } from '../../core/release/journal';

/** What a release did: kept as proof, and for whoever asks later which bytes went where, when, and signed by whom. */
export interface ReleaseReceipt {
  readonly kind: 'helm-chart-release/receipt';
  readonly id: string;
  /** ISO 8601, as all times here. */
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly signer: { readonly fingerprint: string; readonly userIds: readonly string[] };
  readonly charts: readonly ReceiptChart[];
}

interface ReceiptChart {
  readonly name: string;
  readonly version: string;
  readonly file: string;
  readonly archiveDigest: string;
  readonly provenanceDigest: string;
  readonly targets: readonly ReceiptTarget[];
}

interface ReceiptTarget {
  readonly target: string;
  readonly reference: string;
  readonly digest: string;
  /** `already-there`: an interrupted run had published it before it could note so. */
  readonly status: 'published' | 'already-there';
  readonly publishedAt: string;
  /** When it was pulled back, found equal, and verified. */
  readonly checkedAt: string;
}

/** Of a journal in which every step is done. The same journal gives the same receipt. */
export function buildReceipt({ begin, signed, published, checked }: JournalState): ReleaseReceipt {
  const charts = begin.charts.map(chart => ({
    name: chart.name,
    version: chart.version,
    file: chart.fileName,
    archiveDigest: chart.archiveDigest,
    provenanceDigest: signed.get(chart.name) ?? '',
    targets: chart.targets.flatMap(target => {
      const step = published.get(stepKey(chart.name, target));
      if (step === undefined) return [];
      const { reference, digest, status, at } = step;
      const checkedAt = checked.get(stepKey(chart.name, target)) ?? '';
      return [{ target, reference, digest, status, publishedAt: at, checkedAt }];
    }),
  }));
  const times = charts.flatMap(chart => chart.targets.map(({ checkedAt }) => checkedAt)).sort();
  return {
    kind: 'helm-chart-release/receipt',
    id: begin.id,
    startedAt: begin.startedAt,
    finishedAt: times.at(-1) ?? begin.startedAt,
    signer: { fingerprint: begin.fingerprint, userIds: begin.signer },
    charts,
  };
}

/** The receipt for people: in English whatever the editor's language, since it is kept with the packages. */
export function receiptText(receipt: ReleaseReceipt): string {
  const lines = receipt.charts.flatMap(chart => [
    '',
    `${chart.name} ${chart.version}`,
    `  package     ${chart.archiveDigest}`,
    `  provenance  ${chart.provenanceDigest}`,
    ...chart.targets.flatMap(target => [
      `  ${target.status === 'published' ? 'published  ' : 'was there  '} ${target.reference}`,
      `              ${target.digest}`,
      `              ${target.publishedAt}, pulled back and verified ${target.checkedAt}`,
    ]),
  ]);
  return [
    `Release ${receipt.id}: ${receipt.charts.length} charts`,
    `  started     ${receipt.startedAt}`,
    `  finished    ${receipt.finishedAt}`,
    `  signed by   ${receipt.signer.userIds.join(', ')}`,
    `              ${receipt.signer.fingerprint}`,
    ...lines,
    '',
  ].join('\n');
}
