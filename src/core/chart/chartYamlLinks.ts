import type { TextRange } from '../findings';
import { itemRange, removeItem } from '../yaml/edits';
import type { YamlMap, YamlNode } from '../yaml/goYaml';
import { stringifyScalar } from '../yaml/scalar';
import type { ChartYamlReport } from './chartYamlTable';
import { withFix } from './chartYamlShape';
import { isEmail, isRequestUrl, isUrl } from './linkSyntax';
import { fieldEntry, fieldItems, fieldRange, fieldText, isNull } from './yamlFields';

/** Helm's rules for maintainers, sources and icon. Helm stops at the first of each kind; here all are shown. */
export function checkPeopleAndLinks(root: YamlMap, text: string, whole: TextRange, report: ChartYamlReport): void {
  const names = new Set<string>();
  for (const item of fieldItems(root, 'maintainers')) checkMaintainer(item, text, names, report);
  for (const item of fieldItems(root, 'sources')) {
    const url = item.kind === 'scalar' ? stringifyScalar(item.value) : '';
    if (item.kind !== 'scalar') continue;
    if (!isRequestUrl(url))
      report('chart-yaml/source-url-invalid', item.range, { url }, { helmText: `invalid source URL '${url}'` });
    else checkScheme(item, url, report);
  }
  checkHome(root, report);
  checkIcon(root, whole, report);
}

function checkHome(root: YamlMap, report: ChartYamlReport): void {
  const home = fieldText(root, 'home');
  const value = fieldEntry(root, 'home')?.value;
  if (home === '' || value === undefined) return;
  if (!isRequestUrl(home)) report('chart-yaml/home-url-invalid', value.range, { url: home });
  else checkScheme(value, home, report);
}

function checkIcon(root: YamlMap, whole: TextRange, report: ChartYamlReport): void {
  const icon = fieldText(root, 'icon');
  const range = fieldRange(root, 'icon', whole);
  const value = fieldEntry(root, 'icon')?.value;
  if (icon === '') report('chart-yaml/icon-recommended', range, {}, { helmText: 'icon is recommended' });
  else if (!isRequestUrl(icon))
    report('chart-yaml/icon-url-invalid', range, { url: icon }, { helmText: `invalid icon URL '${icon}'` });
  else if (!/^(?:https?|data):/i.test(icon)) report('chart-yaml/icon-not-loadable', range, { url: icon });
  else if (value !== undefined) checkScheme(value, icon, report);
}

function checkScheme(value: YamlNode, url: string, report: ChartYamlReport): void {
  if (!/^http:\/\//i.test(url) || /^http:\/\/(?:localhost|127\.|\[::1\])/i.test(url)) return;
  const start = value.range.start + (value.kind === 'scalar' && !value.plain ? 1 : 0);
  report(
    'chart-yaml/insecure-url',
    value.range,
    { url },
    { fix: { range: { start, end: start + 4 }, newText: 'https' } },
  );
}

function checkMaintainer(item: YamlNode, text: string, names: Set<string>, report: ChartYamlReport): void {
  if (isNull(item)) {
    const fix = withFix(removeItem(text, item.range));
    return report(
      'chart-yaml/maintainer-empty',
      itemRange(text, item.range),
      {},
      { helmText: 'a maintainer entry is empty', ...fix },
    );
  }
  if (item.kind !== 'map') return;
  const name = fieldText(item, 'name');
  const email = fieldText(item, 'email');
  const url = fieldText(item, 'url');
  const start = { start: item.range.start, end: Math.min(item.range.end, item.range.start + 1) };
  if (name === '')
    report(
      'chart-yaml/maintainer-name-required',
      fieldRange(item, 'name', item.entries[0]?.key.range ?? start),
      {},
      { helmText: 'each maintainer requires a name' },
    );
  else if (names.has(`${name} ${email}`))
    report('chart-yaml/maintainer-repeated', fieldRange(item, 'name', start), { name });
  names.add(`${name} ${email}`);
  if (email !== '' && !isEmail(email)) {
    report(
      'chart-yaml/maintainer-email-invalid',
      fieldRange(item, 'email', start),
      { email },
      { helmText: `invalid email '${email}' for maintainer '${name}'` },
    );
  }
  if (url !== '' && !isUrl(url)) {
    report(
      'chart-yaml/maintainer-url-invalid',
      fieldRange(item, 'url', start),
      { url },
      { helmText: `invalid url '${url}' for maintainer '${name}'` },
    );
  }
}
