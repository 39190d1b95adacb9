// The pictures of the documentation: runs the interface tests, which leave a screenshot of every page in three themes in out/ui,
// and turns them into docs/images and docs/pictures.md. Captions: docs/images/captions.json, one for each page.
// `npm run pictures -- --keep` takes the screenshots that are there.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { launchBrowser } from '../test/support/browser.mjs';

const themes = { dark: 'Dark', light: 'Light', 'hc-dark': 'High contrast' };
const shots = 'out/ui';
const images = 'docs/images';
/** Of WebP, 0 to 1: text of 13 px stays sharp, and a picture takes about 45 kB. */
const quality = 0.7;

if (!process.argv.includes('--keep')) {
  rmSync(shots, { recursive: true, force: true });
  const done = spawnSync('npm', ['test', '--', 'ui'], { stdio: 'inherit', env: { ...process.env, HCR_PICTURES: '1' } });
  if (done.status !== 0) process.exit(1);
}

const groups = JSON.parse(readFileSync(`${images}/captions.json`, 'utf8'));
const captions = Object.assign({}, ...Object.values(groups));
const files = readdirSync(shots).filter(name => /-(?:dark|light)\.png$/.test(name));
const pages = [...new Set(files.map(name => name.replace(/-(?:hc-dark|dark|light)\.png$/, '')))].sort();
const problems = [
  ...pages.filter(page => !(page in captions)).map(page => `${page}: no caption in ${images}/captions.json`),
  ...Object.keys(captions)
    .filter(page => !pages.includes(page))
    .map(page => `${page}: no test makes this picture any more`),
  ...pages.flatMap(page =>
    Object.keys(themes)
      .filter(theme => !files.includes(`${page}-${theme}.png`))
      .map(theme => `${page}: not taken in ${theme}`),
  ),
];
if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}

mkdirSync(images, { recursive: true });
for (const name of readdirSync(images)) if (name.endsWith('.webp')) rmSync(`${images}/${name}`);
const browser = await launchBrowser();
let bytes = 0;
try {
  const page = await browser.newPage();
  for (const name of files) {
    const picture = await page.evaluate(toWebp, [readFileSync(`${shots}/${name}`).toString('base64'), quality]);
    const webp = Buffer.from(picture, 'base64');
    bytes += webp.length;
    writeFileSync(`${images}/${name.replace(/\.png$/, '.webp')}`, webp);
  }
} finally {
  await browser.close();
}

const rows = Object.entries(groups).flatMap(([group, own]) => [
  `## ${group}`,
  ...Object.entries(own).flatMap(([page, caption]) => [
    `### ${caption}`,
    `![${caption}](images/${page}-dark.webp)`,
    Object.entries(themes)
      .map(([theme, label]) => `[${label}](images/${page}-${theme}.webp)`)
      .join(' · '),
  ]),
]);
const text = [
  '# Pictures of every page',
  'Made by the interface tests with `npm run pictures`, each in a dark, a light and a high contrast theme.',
  ...rows,
].join('\n\n');
writeFileSync(
  'docs/pictures.md',
  await format(text, { ...(await resolveConfig('docs/pictures.md')), parser: 'markdown' }),
);
console.log(`${pages.length} pages, ${files.length} pictures, ${Math.round(bytes / 1024)} kB in ${images}.`);

/** Runs in the browser, which encodes WebP. */
async function toWebp([png, sharpness]) {
  const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext('2d').drawImage(bitmap, 0, 0);
  const blob = await canvas.convertToBlob({ type: 'image/webp', quality: sharpness });
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}
