/** A small generator of numbers with a seed, so that a run that fails can be run again. */
export function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
}

const names = ['nginx', 'nginx-ingress', 'web', 'Web', 'my_chart', 'a', 'redis', 'redis.old', 'x1', 'straße'];
const words = [
  'nginx',
  'a server',
  'Old',
  'nginx old',
  'É',
  'İstanbul',
  'tab\there',
  'line\nbreak',
  'DB [x]',
  '日本語',
  '-',
  '',
];
/** In groups that order counts as equal: of those Helm's order is by chance, so a chart has one of them at most. */
const versions = [
  ['0.0.0', 'v0.0.0', '0.0', '0'],
  ['0.0.0-alpha'],
  ['0.0.1-rc.1'],
  ['0.1.0', '0.1', '0.1.0+b1'],
  ['1.0.0', 'v1.0.0', '1.0', '1', '1.0.0+b1', '1.0.0+b2'],
  ['01.2.0'],
  ['1.0.0-beta.2'],
  ['1.0.0-beta.10'],
  ['1.2.3-x+y', 'v1.2.3-x'],
  ['2.0.0-0'],
  ['2.0.0', 'v2'],
  ['10.0.0'],
  ['18446744073709551615.0.0'],
  ['1.0.0.0', 'latest', '3.0.0-01'],
];

/** An index with charts, versions and texts of all shapes; up to twelve versions a chart, beyond which Helm's sort is not stable. */
export function generatedIndex(random: (below: number) => number): string {
  const pick = <T>(from: readonly T[]): T => from[random(from.length)]!;
  const entries: Record<string, object[]> = {};
  for (let charts = 1 + random(5); charts > 0; charts--) {
    const key = pick(names);
    const left = [...versions];
    entries[key] = Array.from({ length: 1 + random(8) }, () => ({
      apiVersion: 'v2',
      name: random(12) === 0 ? pick(names) : key,
      version: pick(left.splice(random(left.length), 1)[0]!),
      ...(random(2) === 0
        ? { appVersion: pick(['1.16', 'v2', '', 'a very long application version that is cut off by the table']) }
        : {}),
      ...(random(4) === 0 ? {} : { description: [pick(words), pick(words), pick(words)].join(' ') }),
      ...(random(2) === 0 ? { keywords: [pick(words), pick(words)] } : {}),
      ...(random(9) === 0 ? { deprecated: true } : {}),
      urls: ['x.tgz'],
    }));
  }
  return JSON.stringify({ apiVersion: 'v1', entries, generated: '2024-01-01T00:00:00Z' });
}
