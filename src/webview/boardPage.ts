import { element, stateIcon } from './elements';
import type { BoardPage, BoardRow } from './pageModel';

/** What the reader chose; it outlives a board that is filled in again. */
const view = { filter: 'all', search: '', marked: new Set<string>(), current: '' };

type Send = (id: string, texts: Readonly<Record<string, string>>) => void;

/**
 * All charts as a table: one row takes the focus, arrows, Home and End move it, Enter opens the chart, Space marks it. Rows
 * that a filter hides stay in the page, so that a keystroke in the search field costs no new elements.
 */
export function boardPage(page: BoardPage, send: Send): readonly Node[] {
  const rows = new Map(page.rows.map(row => [row.id, rowElement(row, page)]));
  view.marked = new Set([...view.marked].filter(id => rows.has(id)));
  const count = element('p', 'count');
  count.setAttribute('role', 'status');
  const empty = element('p', 'empty', page.empty);

  const shown = (): readonly BoardRow[] =>
    page.rows.filter(
      row =>
        (view.filter === 'all' || row.groups.includes(view.filter)) &&
        row.cells.some(cell => cell.text.toLowerCase().includes(view.search.toLowerCase())),
    );
  const refresh = (): void => {
    const visible = new Set(shown().map(({ id }) => id));
    for (const [id, row] of rows) {
      row.hidden = !visible.has(id);
      row.setAttribute('aria-selected', String(view.marked.has(id)));
      row.tabIndex = -1;
    }
    if (!visible.has(view.current)) view.current = [...visible][0] ?? '';
    const current = rows.get(view.current);
    if (current !== undefined) current.tabIndex = 0;
    count.textContent = page.countText
      .replace('{0}', String(visible.size))
      .replace('{1}', String(page.rows.length))
      .replace('{2}', String(view.marked.size));
    empty.hidden = visible.size > 0;
  };
  const mark = (id: string): void => {
    if (!view.marked.delete(id)) view.marked.add(id);
    refresh();
  };
  const move = (id: string): void => {
    view.current = id;
    refresh();
    rows.get(id)?.focus();
  };

  const body = element('tbody', '', undefined, ...rows.values());
  body.addEventListener('keydown', event => {
    const order = shown().map(({ id }) => id);
    const at = order.indexOf(view.current);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: order.length - 1 }[event.key];
    const target = next === undefined ? undefined : order[Math.min(Math.max(next, 0), order.length - 1)];
    if (target !== undefined) move(target);
    else if (event.key === 'Enter') send('open', { row: view.current });
    else if (event.key === ' ') mark(view.current);
    else return;
    event.preventDefault();
  });
  body.addEventListener('click', event => {
    const row = event.target instanceof Element ? event.target.closest('tr') : null;
    const id = row?.dataset['id'];
    if (id === undefined) return;
    if (event.target instanceof Element && event.target.closest('.mark') !== null) mark(id);
    move(id);
  });
  body.addEventListener('dblclick', () => {
    send('open', { row: view.current });
  });

  const table = element('table', 'board', undefined, tableHead(page), body);
  table.setAttribute('role', 'grid');
  table.setAttribute('aria-multiselectable', 'true');
  table.setAttribute('aria-label', page.heading);
  refresh();
  return [
    element('h1', '', page.heading),
    element('p', 'meaning', page.intro),
    element('p', 'help', page.help),
    searchBar(page, refresh),
    actions(page, send, shown),
    count,
    table,
    empty,
  ];
}

function rowElement(row: BoardRow, page: BoardPage): HTMLTableRowElement {
  const cells = row.cells.map((cell, index) => {
    const made = element(index === 0 ? 'th' : 'td');
    if (made instanceof HTMLTableCellElement && index === 0) made.scope = 'row';
    made.setAttribute('role', index === 0 ? 'rowheader' : 'gridcell');
    if (cell.state !== undefined) made.append(stateIcon(cell.state));
    made.append(element('span', '', cell.text));
    if (cell.title !== undefined) made.title = cell.title;
    return made;
  });
  const mark = element('td', 'mark');
  mark.setAttribute('role', 'gridcell');
  mark.title = page.markLabel;
  const made = element('tr', '', undefined, mark, ...cells);
  made.setAttribute('role', 'row');
  made.dataset['id'] = row.id;
  return made;
}

function tableHead(page: BoardPage): HTMLElement {
  const heads = [page.markLabel, ...page.columns].map(text => {
    const head = element('th', '', text);
    head.scope = 'col';
    head.setAttribute('role', 'columnheader');
    return head;
  });
  const row = element('tr', '', undefined, ...heads);
  row.setAttribute('role', 'row');
  return element('thead', '', undefined, row);
}

function searchBar(page: BoardPage, refresh: () => void): HTMLElement {
  const search = element('input', 'search');
  search.type = 'search';
  search.dataset['id'] = 'search';
  search.placeholder = page.searchLabel;
  search.setAttribute('aria-label', page.searchLabel);
  search.value = view.search;
  search.addEventListener('input', () => {
    view.search = search.value;
    refresh();
  });
  const buttons = page.filters.map(({ id, label }) => {
    const count = id === 'all' ? page.rows.length : page.rows.filter(row => row.groups.includes(id)).length;
    const button = element('button', 'filter', `${label} ${count}`);
    button.type = 'button';
    button.dataset['id'] = `filter:${id}`;
    button.setAttribute('aria-pressed', String(view.filter === id));
    button.addEventListener('click', () => {
      view.filter = id;
      for (const other of buttons) other.setAttribute('aria-pressed', String(other === button));
      refresh();
    });
    return button;
  });
  const bar = element('div', 'filters', undefined, search, ...buttons);
  bar.setAttribute('role', 'group');
  bar.setAttribute('aria-label', page.filtersLabel);
  return bar;
}

/** Actions on charts mean the marked ones, else all that are shown. */
function actions(page: BoardPage, send: Send, shown: () => readonly BoardRow[]): HTMLElement {
  const bar = element('div', 'actions');
  for (const action of page.actions) {
    const button = element('button', action.primary ? 'primary' : '', action.label);
    button.type = 'button';
    button.dataset['id'] = action.id;
    button.addEventListener('click', () => {
      const ids = view.marked.size > 0 ? [...view.marked] : shown().map(({ id }) => id);
      send(action.id, { rows: ids.join('\n') });
    });
    bar.append(button);
  }
  return bar;
}
