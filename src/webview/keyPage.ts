import { element, factList, section, stateIcon } from './elements';
import type { KeyPage } from './pageModel';

/** The page of a key. The bar shows the same as the words beside it, and says so to a screen reader. */
export function keyPage(page: KeyPage, actions: Node): readonly Node[] {
  const status = element(
    'p',
    `verdict ${page.state}`,
    undefined,
    stateIcon(page.state),
    element('span', '', page.status),
  );
  const groups = element('p', 'fingerprint');
  groups.setAttribute('aria-label', `${page.fingerprintLabel} ${page.fingerprint}`);
  for (const group of page.fingerprint.split(' '))
    groups.append(element('code', '', group), document.createTextNode(' '));
  const warnings = element('ul', 'warnings');
  for (const warning of page.warnings)
    warnings.append(element('li', '', undefined, stateIcon('warned'), element('span', '', warning)));
  return [
    element('h1', '', page.heading),
    status,
    section(page.fingerprintLabel, groups),
    ...(page.life === undefined ? [] : [section(page.life.label, lifeBar(page.life))]),
    ...(page.warnings.length === 0 ? [] : [section(page.warningsHeading, warnings)]),
    actions,
    ...page.sections.map(({ heading, facts, empty }) =>
      section(heading, facts.length === 0 ? element('p', 'empty', empty) : factList(facts)),
    ),
  ];
}

function lifeBar(life: NonNullable<KeyPage['life']>): Node {
  const bar = element('meter', `life ${life.state}`);
  bar.min = 0;
  bar.max = 100;
  bar.value = life.percentLeft;
  bar.setAttribute('aria-label', life.label);
  bar.setAttribute('aria-valuetext', life.text);
  return element('div', 'lifetime', undefined, bar, element('p', '', life.text));
}
