import * as vscode from 'vscode';
import type { Destination, DestinationAnswers, DestinationQuestion } from '../../core/release/chooseDestination';
import { chooseDestination, destinationQuestions } from '../../core/release/chooseDestination';
import type { ChoosePage } from '../../webview/pageModel';
import type { Host } from '../host';
import { openPage } from '../report/page';

const t = vscode.l10n.t;

/** Asks three questions and says whether a registry, a repository or both suit. Resolves with the first answer; a closed tab is none. */
export function chooseDestinationCommand(host: Host): () => Promise<Destination | undefined> {
  return () =>
    new Promise(resolve => {
      const title = t('Registry or Repository?');
      let answers: Partial<DestinationAnswers> = {};
      const page = (): ChoosePage => chooseModel(title, answers);
      const panel = openPage(host.context.extensionUri, 'helmChartRelease.choose', title, page, (id, texts) => {
        if (id === 'registry') void vscode.commands.executeCommand('helmChartRelease.addRegistry');
        if (id === 'publish') void vscode.commands.executeCommand('helmChartRelease.publishToFolder');
        if (id !== 'answer') return;
        answers = readAnswers(texts);
        void panel.webview.postMessage(page());
        if (isComplete(answers)) resolve(chooseDestination(answers));
      });
      panel.onDidDispose(() => {
        resolve(undefined);
      });
    });
}

function readAnswers(texts: Readonly<Record<string, string>>): Partial<DestinationAnswers> {
  const questions = Object.keys(destinationQuestions) as DestinationQuestion[];
  const given = questions.flatMap(question => {
    const answers: readonly string[] = destinationQuestions[question];
    const text = texts[question];
    return text !== undefined && answers.includes(text) ? [[question, text] as const] : [];
  });
  return Object.fromEntries(given) as Partial<DestinationAnswers>;
}

function isComplete(answers: Partial<DestinationAnswers>): answers is DestinationAnswers {
  return Object.keys(answers).length === Object.keys(destinationQuestions).length;
}

function chooseModel(heading: string, answers: Partial<DestinationAnswers>): ChoosePage {
  const result = isComplete(answers) ? chooseDestination(answers) : undefined;
  return {
    kind: 'choose',
    heading,
    intro: t(
      'Charts are published to an OCI registry, to a chart repository, or to both. Three questions say which suits you.',
    ),
    questions: [
      {
        id: 'server',
        label: t('1. Where can you put files?'),
        options: [
          { id: 'registry', label: t('In a container registry: ghcr.io, Harbor, ECR, Artifactory, …') },
          { id: 'web', label: t('On a web server or a pages site, with no registry') },
          { id: 'both', label: t('Both') },
        ],
      },
      {
        id: 'readers',
        label: t('2. Who installs your charts?'),
        options: [
          { id: 'current', label: t('People and tools with Helm 3.8 or newer, Flux or Argo CD') },
          { id: 'old', label: t('Tools that only know helm repo add, or an older Helm') },
          { id: 'mixed', label: t('I do not know: anyone') },
        ],
      },
      {
        id: 'finding',
        label: t('3. What matters more to them?'),
        options: [
          { id: 'digest', label: t('Pinning by digest, access per chart, signatures beside the chart') },
          { id: 'index', label: t('One list of all charts to search in') },
          { id: 'both', label: t('Both') },
        ],
      },
    ].map(question => ({ ...question, chosen: answers[question.id as DestinationQuestion] ?? '' })),
    ...(result === undefined ? {} : { result: resultOf(result) }),
  };
}

function resultOf(destination: Destination): NonNullable<ChoosePage['result']> {
  const registry = { id: 'registry', label: t('Add Registry') };
  const publish = { id: 'publish', label: t('Publish to Folder Repository') };
  switch (destination) {
    case 'registry':
      return {
        title: t('A registry suits you.'),
        detail: t(
          'Each version is one object with a digest. Users need no helm repo add: helm install NAME oci://HOST/PATH/CHART. Access is what the registry gives to images.',
        ),
        actions: [{ ...registry, primary: true }],
      };
    case 'repository':
      return {
        title: t('A chart repository suits you.'),
        detail: t(
          'A folder with packages and an index.yaml that any web server can serve. Users add it once with helm repo add, and can search in it.',
        ),
        actions: [{ ...publish, primary: true }],
      };
    case 'both':
      return {
        title: t('Publish to both.'),
        detail: t(
          'A release takes several destinations at once: the same signed package goes to each, and each is pulled back and verified.',
        ),
        actions: [{ ...registry, primary: true }, publish],
      };
  }
}
