import { editedTexts, textEditor } from './textEditor';
import { element, factList, linkList, section, stateIcon } from './elements';
import { boardPage } from './boardPage';
import { choosePage } from './choosePage';
import { keyPage } from './keyPage';
import type { Action, PageMessage, PageModel, PlanPage, ReportPage } from './pageModel';

declare function acquireVsCodeApi(): { postMessage(message: PageMessage): void };

const editor = acquireVsCodeApi();

function actionBar(actions: readonly Action[]): HTMLElement {
  const bar = element('div', 'actions');
  for (const action of actions) {
    const button = element('button', action.primary ? 'primary' : '', action.label);
    button.type = 'button';
    button.dataset['id'] = action.id;
    if (action.unedited) button.classList.add('unedited');
    button.addEventListener('click', () => {
      editor.postMessage({ type: 'action', id: action.id, texts: editedTexts() });
    });
    bar.append(button);
  }
  return bar;
}

function reportPage(page: ReportPage): readonly Node[] {
  const verdict = element(
    'p',
    `verdict ${page.state}`,
    undefined,
    stateIcon(page.state),
    element('span', '', page.verdict),
  );
  return [
    element('h1', '', page.heading),
    verdict,
    element('p', 'meaning', page.meaning),
    element('p', 'next', undefined, element('strong', '', `${page.nextLabel} `), document.createTextNode(page.next)),
    factList(page.facts),
    actionBar(page.actions),
    section(page.chainHeading, linkList(page.chain, 'chain')),
    section(page.helmHeading, linkList(page.helm, 'helm')),
  ];
}

function planPage(page: PlanPage): readonly Node[] {
  const steps = element('ol', 'steps');
  for (const step of page.steps) {
    steps.append(
      element(
        'li',
        '',
        undefined,
        element('h2', '', step.title),
        element('p', '', step.detail),
        ...(step.facts.length === 0 ? [] : [factList(step.facts)]),
        ...(step.edit === undefined ? [] : [textEditor(step.edit)]),
      ),
    );
  }
  const warnings = element('ul', 'warnings');
  for (const warning of page.warnings)
    warnings.append(element('li', '', undefined, stateIcon('warned'), element('span', '', warning)));
  return [
    element('h1', '', page.heading),
    element('p', 'meaning', page.intro),
    factList(page.facts),
    ...(page.warnings.length === 0 ? [] : [section(page.warningsHeading, warnings)]),
    actionBar(page.actions),
    steps,
  ];
}

function contentOf(page: PageModel): readonly Node[] {
  switch (page.kind) {
    case 'report':
      return reportPage(page);
    case 'plan':
      return planPage(page);
    case 'key':
      return keyPage(page, actionBar(page.actions));
    case 'choose':
      return choosePage(
        page,
        texts => {
          editor.postMessage({ type: 'action', id: 'answer', texts });
        },
        actionBar(page.result?.actions ?? []),
      );
    case 'board':
      return boardPage(page, (id, texts) => {
        editor.postMessage({ type: 'action', id, texts });
      });
  }
}

function show(page: PageModel): void {
  // A page that is shown again keeps the reader's place, and takes no focus from where the user types now.
  const isFirst = document.querySelector('main') === null;
  const mayFocus = isFirst || document.hasFocus();
  const active = document.activeElement;
  const focused = active instanceof HTMLElement ? active.dataset['id'] : undefined;
  document.body.replaceChildren(element('main', page.kind, undefined, ...contentOf(page)));
  const again =
    focused === undefined ? null : document.querySelector<HTMLElement>(`[data-id="${CSS.escape(focused)}"]`);
  const start = isFirst ? document.querySelector<HTMLElement>('button.primary, input, button') : null;
  const next = again ?? start;
  if (mayFocus && next instanceof HTMLElement) next.focus();
}

window.addEventListener('message', (event: MessageEvent<PageModel>) => {
  show(event.data);
});
editor.postMessage({ type: 'ready' });
