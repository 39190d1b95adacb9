import type { TextRange } from '../findings';
import type { YamlMap, YamlNode } from '../yaml/goYaml';
import { stringifyScalar } from '../yaml/scalar';
import type { Report } from './chartYamlRules';
import { isEmail, isRequestUrl, isUrl } from './linkSyntax';
import { fieldItems, fieldRange, fieldText, isNull } from './yamlFields';

/** Helm's rules for maintainers, sources and icon. Helm stops at the first of each kind; here all are shown. */
export function checkPeopleAndLinks(root: YamlMap, whole: TextRange, report: Report): void {
  for (const item of fieldItems(root, 'maintainers')) checkMaintainer(item, report);
  for (const item of fieldItems(root, 'sources')) {
    const url = item.kind === 'scalar' ? stringifyScalar(item.value) : '';
    if (item.kind === 'scalar' && !isRequestUrl(url))
      report('chart-yaml/source-url-invalid', item.range, { url }, { helmText: `invalid source URL '${url}'` });
  }
  const icon = fieldText(root, 'icon');
  const range = fieldRange(root, 'icon', whole);
  if (icon === '') report('chart-yaml/icon-recommended', range, {}, { helmText: 'icon is recommended' });
  else if (!isRequestUrl(icon))
    report('chart-yaml/icon-url-invalid', range, { url: icon }, { helmText: `invalid icon URL '${icon}'` });
}

function checkMaintainer(item: YamlNode, report: Report): void {
  if (isNull(item))
    return report('chart-yaml/maintainer-empty', item.range, {}, { helmText: 'a maintainer entry is empty' });
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
  if (email !== '' && !isEmail(email)) {
    report(
      'chart-yaml/maintainer-email-invalid',
      fieldRange(item, 'email', start),
      { email, name },
      { helmText: `invalid email '${email}' for maintainer '${name}'` },
    );
  }
  if (url !== '' && !isUrl(url)) {
    report(
      'chart-yaml/maintainer-url-invalid',
      fieldRange(item, 'url', start),
      { url, name },
      { helmText: `invalid url '${url}' for maintainer '${name}'` },
    );
  }
}
