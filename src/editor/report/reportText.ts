import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { Check, CheckId, CheckState, HelmOutcome, VerificationReport } from '../../core/provenance/report';
import { displayText } from '../../util/displayText';
import type { ChainLink, Fact, LinkState, ReportPage } from '../../webview/pageModel';
import { formatFingerprint } from '../keyring/keyText';
import { checkDetail } from './checkDetail';
import { verdictView } from './verdictText';

/** The report as a page: verdict, what to do next, the chain of checks, and what both Helms say. `isFile`: the package lies here. */
export function reportPageModel(report: VerificationReport, isFile = false): ReportPage {
  const view = verdictView(report.verdict);
  return {
    kind: 'report',
    heading: basename(report.fileName),
    state: pageState(report),
    verdict: upperFirst(view.label),
    meaning: view.meaning,
    next: view.next,
    nextLabel: vscode.l10n.t('What to do next:'),
    facts: reportFacts(report),
    chainHeading: vscode.l10n.t('What was checked'),
    chain: report.checks.map(checkLink),
    helmHeading: vscode.l10n.t('What helm verify says with the same keyring'),
    helm: [helmLink('Helm 3', report.helm3), helmLink('Helm 4', report.helm4)],
    actions: [
      { id: 'text', label: vscode.l10n.t('Open as Text') },
      { id: 'copy', label: vscode.l10n.t('Copy as Text') },
      ...(isFile && report.verdict === 'digest-mismatch'
        ? [{ id: 'tamper', label: vscode.l10n.t('What Was Changed?') }]
        : []),
      { id: 'json', label: vscode.l10n.t('Open as JSON') },
      { id: 'digest', label: vscode.l10n.t('Copy Digest') },
      { id: 'again', label: vscode.l10n.t('Verify Again'), primary: true },
    ],
  };
}

/** The same page as plain text, for copying, for screen readers and for people who trust text more than pictures. */
export function reportText(report: VerificationReport): string {
  const page = reportPageModel(report);
  const link = (item: ChainLink): string => `- ${item.title}: ${item.stateText}. ${item.detail}`;
  return [
    `${page.heading}: ${page.verdict}`,
    '',
    page.meaning,
    `${page.nextLabel} ${page.next}`,
    '',
    ...page.facts.map(fact => `${fact.label}: ${fact.value}`),
    '',
    page.chainHeading,
    ...page.chain.map(link),
    '',
    page.helmHeading,
    ...page.helm.map(link),
    '',
  ].join('\n');
}

function pageState(report: VerificationReport): LinkState {
  switch (report.verdict) {
    case 'trusted':
      return 'passed';
    case 'weak':
      return report.checks.some(check => check.state === 'failed') ? 'failed' : 'warned';
    case 'untrusted-key':
    case 'unknown-key':
    case 'expired-key':
      return 'warned';
    case 'unsigned':
      return 'skipped';
    default:
      return 'failed';
  }
}

function reportFacts(report: VerificationReport): readonly Fact[] {
  const t = vscode.l10n.t;
  const { signer } = report;
  const signerFacts: Fact[] =
    signer === undefined
      ? report.claimedKey === undefined
        ? []
        : [{ label: t('Signature names key'), value: formatFingerprint(report.claimedKey), code: true }]
      : [
          {
            label: t('Signer claims to be'),
            value: signer.userIds.map(id => displayText(id)).join(', ') || t('no name'),
          },
          { label: t('Fingerprint'), value: formatFingerprint(signer.fingerprint), code: true },
          { label: t('Signed at'), value: new Date(signer.signedAtSeconds * 1000).toISOString() },
          { label: t('Algorithm'), value: `${signer.algorithm}, ${signer.hash}` },
        ];
  return [{ label: t('Digest'), value: report.digest, code: true }, ...signerFacts];
}

function checkLink(check: Check): ChainLink {
  return {
    title: checkTitle(check.id),
    state: check.state,
    stateText: stateText(check.state),
    detail: checkDetail(check),
  };
}

function helmLink(title: string, outcome: HelmOutcome): ChainLink {
  return {
    title,
    state: outcome.ok ? 'passed' : 'failed',
    stateText: outcome.ok ? vscode.l10n.t('accepts') : vscode.l10n.t('refuses'),
    detail: outcome.message
      .split('\n')
      .map(line => displayText(line))
      .join('\n'),
  };
}

function checkTitle(id: CheckId): string {
  const t = vscode.l10n.t;
  switch (id) {
    case 'provenance-present':
      return t('Provenance file');
    case 'frame':
      return t('One signed statement, nothing outside it');
    case 'signature':
      return t('Signature');
    case 'key-known':
      return t('Key in your keyring');
    case 'key-valid-when-signed':
      return t('Key valid when it signed');
    case 'key-valid-now':
      return t('Key valid now');
    case 'key-trusted':
      return t('Key trusted by you');
    case 'algorithms':
      return t('Strength of key and signature');
    case 'file-listed':
      return t('Package named in the statement');
    case 'digest':
      return t('Package has the signed digest');
    case 'metadata':
      return t('Chart name and version match the statement');
  }
}

function stateText(state: CheckState): string {
  switch (state) {
    case 'passed':
      return vscode.l10n.t('passed');
    case 'warned':
      return vscode.l10n.t('passed with a warning');
    case 'failed':
      return vscode.l10n.t('failed');
    case 'skipped':
      return vscode.l10n.t('not checked');
  }
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
