import { element } from './elements';
import type { EditableText } from './pageModel';

/** A text field with its label and help. As long as any is changed, buttons of the class `unedited` cannot be pressed. */
export function textEditor({ id, label, help, text }: EditableText): HTMLElement {
  const area = element('textarea');
  area.id = `text-${id}`;
  area.dataset['id'] = id;
  area.defaultValue = text;
  area.rows = Math.min(Math.max(text.split('\n').length + 1, 3), 12);
  area.spellcheck = true;
  area.addEventListener('input', lockButtons);
  const heading = element('label', '', label);
  heading.htmlFor = area.id;
  const note = element('p', 'help', help);
  note.id = `help-${id}`;
  area.setAttribute('aria-describedby', note.id);
  return element('div', 'edit', undefined, heading, area, note);
}

/** The texts of all fields, by their id. */
export function editedTexts(): Readonly<Record<string, string>> {
  return Object.fromEntries(fields().map(area => [area.dataset['id'] ?? '', area.value]));
}

function lockButtons(): void {
  const edited = fields().some(area => area.value !== area.defaultValue);
  for (const button of document.querySelectorAll<HTMLButtonElement>('button.unedited')) button.disabled = edited;
}

function fields(): readonly HTMLTextAreaElement[] {
  return [...document.querySelectorAll('textarea')];
}
