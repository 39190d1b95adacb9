import type { ChainLink, Fact, LinkState } from './pageModel';

/** An element with text only: nothing from outside is ever read as markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = '',
  text?: string,
  ...children: readonly Node[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (className !== '') made.className = className;
  if (text !== undefined) made.textContent = text;
  made.append(...children);
  return made;
}

const shapes: Readonly<Record<LinkState, string>> = {
  passed: 'M3.5 8.5 6.5 11.5 12.5 4.5',
  warned: 'M8 3.5V9M8 11.8V12',
  failed: 'M4.5 4.5 11.5 11.5M11.5 4.5 4.5 11.5',
  skipped: 'M4.5 8H11.5',
};

/** The state as a shape; the words beside it say the same, so it is hidden from screen readers. */
export function stateIcon(state: LinkState): SVGSVGElement {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('class', `icon ${state}`);
  svg.setAttribute('aria-hidden', 'true');
  const circle = document.createElementNS(namespace, 'circle');
  circle.setAttribute('cx', '8');
  circle.setAttribute('cy', '8');
  circle.setAttribute('r', '7.25');
  const path = document.createElementNS(namespace, 'path');
  path.setAttribute('d', shapes[state]);
  svg.append(circle, path);
  return svg;
}

export function factList(facts: readonly Fact[]): HTMLElement {
  const list = element('dl', 'facts');
  for (const fact of facts) {
    const value = element('dd');
    value.append(fact.code ? element('code', '', fact.value) : document.createTextNode(fact.value));
    list.append(element('dt', '', fact.label), value);
  }
  return list;
}

export function linkList(links: readonly ChainLink[], className: string): HTMLElement {
  const list = element('ol', className);
  for (const link of links) {
    const title = element(
      'p',
      'title',
      undefined,
      element('strong', '', link.title),
      document.createTextNode(' '),
      element('span', 'state', link.stateText),
    );
    list.append(
      element(
        'li',
        link.state,
        undefined,
        stateIcon(link.state),
        element('div', 'body', undefined, title, element('p', 'detail', link.detail)),
      ),
    );
  }
  return list;
}

export function section(heading: string, content: Node): HTMLElement {
  return element('section', '', undefined, element('h2', '', heading), content);
}
