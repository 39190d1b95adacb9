import { element, section } from './elements';
import type { ChoosePage } from './pageModel';

/** What was answered so far: the page is shown anew after each answer, maybe after the next one was given already. */
const answers: Record<string, string> = {};

/** Questions with one answer each; every answer is sent at once, so that there is no button to look for. */
export function choosePage(
  page: ChoosePage,
  onAnswer: (texts: Record<string, string>) => void,
  actions: Node,
): readonly Node[] {
  const groups = page.questions.map(({ id, label, options, chosen }) => {
    if (chosen !== '') answers[id] ??= chosen;
    const choices = options.map(option => {
      const radio = element('input');
      radio.type = 'radio';
      radio.name = id;
      radio.value = option.id;
      radio.dataset['id'] = `${id}:${option.id}`;
      radio.checked = option.id === answers[id];
      radio.addEventListener('change', () => {
        answers[id] = option.id;
        onAnswer({ ...answers });
      });
      return element('label', 'choice', undefined, radio, element('span', '', option.label));
    });
    return element('fieldset', '', undefined, element('legend', '', label), ...choices);
  });
  const result = element('div', 'result');
  result.setAttribute('role', 'status');
  if (page.result !== undefined)
    result.append(section(page.result.title, element('p', '', page.result.detail)), actions);
  return [element('h1', '', page.heading), element('p', 'meaning', page.intro), ...groups, result];
}
