/** Pictures in and out through the real page: every form, captions in every encoding, what is broken, archives good and bad. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { becomes } from './patience.mjs';
import { greyPng } from './pictures.mjs';
import { downloaded, host, modelReady, says, temporaryFolder, visit } from './visit.mjs';

const whole = Object.entries(JSON.parse(readFileSync(new URL('../images/fixtures/whole.json', import.meta.url), 'utf8')))
  .map(([name, base64]) => [name, Buffer.from(base64, 'base64')]);
const bytesOf = Object.fromEntries(whole);
const upload = (name, buffer, mimeType = '') => ({ name, mimeType, buffer });

async function ready(t) {
  const { url } = await host(t);
  const { page, thrown } = await visit(t, { url });
  await modelReady(page);
  const add = (...files) => page.getByTestId('picture-input').setInputFiles(files);
  const clear = async () => {
    await page.getByRole('button', { name: 'Remove all' }).click();
    await says(page, /^No pictures yet\.$/);
  };
  return { page, thrown, add, clear, folder: temporaryFolder(t) };
}

const count = (page, number) => says(page, new RegExp(`^${number} pictures?$`));
const rows = (page) => page.getByTestId('picture-row').evaluateAll((all) => all.map((row) => [row.querySelector('.name').title, row.querySelector('input').value]));

/** Closes what is told, and gives it. */
async function told(page) {
  const box = page.locator('.notice').first();
  await box.waitFor();
  const texts = await page.locator('.notice').allInnerTexts();
  for (const left of texts.keys()) {
    await box.getByRole('button').last().click();
    await becomes(() => page.locator('.notice').count(), texts.length - left - 1);
  }
  return texts;
}

/** An archive by Python's own writer, which takes any name. */
function zip(folder, name, files) {
  const path = join(folder, name);
  const script = 'import base64, json, sys, zipfile\nwith zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as z:\n  for n, b in json.load(sys.stdin): z.writestr(n, base64.b64decode(b))';
  execFileSync('python3', ['-c', script, path], { input: JSON.stringify(files.map(([n, b]) => [n, Buffer.from(b).toString('base64')])) });
  return path;
}

async function everyForm({ page, add }) {
  await add(...whole.map(([name, bytes]) => upload(`${name}.bin`, bytes)));
  await count(page, whole.length);
  await page.getByTestId('picture-row').first().waitFor();
  const turned = () => sizes(page).then((titles) => titles.filter((title) => title.startsWith('jpeg-thumbnail')));
  await becomes(turned, ['jpeg-thumbnail.bin, 20 × 24']);
  await add(upload('again.png', bytesOf.png), upload('new.png', greyPng(64, 64)), upload('again.png', bytesOf.gif));
  await count(page, whole.length + 1);
  const [notice, ...others] = await told(page);
  assert.match(notice, /there already: 2/);
  assert.deepEqual(others, []);
}

/** Runs in the page. */
async function scrollAndDraw(list, at) {
  list.scrollTo(0, at);
  for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
}

/** Titles of all rows; only those in sight are in the document. */
async function sizes(page) {
  const seen = new Set();
  for (let top = 0; top < 2000; top += 200) {
    await page.locator('.drop-well .list').evaluate(scrollAndDraw, top);
    for (const [title] of await rows(page)) seen.add(title);
  }
  return [...seen];
}

async function captions({ page, add }) {
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('红色的狐狸, fox', 'utf16le')]);
  const gb18030 = Buffer.from([0xba, 0xec, 0xc9, 0xab, 0xb5, 0xc4, 0xba, 0xfc, 0xc0, 0xea]);
  await add(upload('a.png', greyPng(32, 32, 1)), upload('a.txt', utf16), upload('b.png', greyPng(32, 32, 2)), upload('b.txt', gb18030));
  await count(page, 2);
  await becomes(async () => (await rows(page)).map(([, caption]) => caption), ['红色的狐狸, fox', '红色的狐狸']);
}

const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic\0\0\0\0mif1heic'), Buffer.alloc(200)]);
const corrupt = Buffer.from(bytesOf.png);
corrupt.fill(0, 40, 70);
const BAD = [
  ['empty.png', Buffer.alloc(0), /“empty\.png” is empty/],
  ['short.jpg', bytesOf.jpeg.subarray(0, bytesOf.jpeg.length - 40), /“short\.jpg” ends in the middle/],
  ['short.png', bytesOf.png.subarray(0, 200), /“short\.png” ends in the middle/],
  ['short.gif', bytesOf.gif.subarray(0, 30), /“short\.gif” is not a picture/],
  ['phone.heic', heic, /“phone\.heic” is a HEIC picture/],
  ['wide.png', greyPng(30_000, 20), /“wide\.png” is 30,000 × 20/],
  ['corrupt.png', corrupt, /“corrupt\.png” is not a picture/],
  ['notes.png', Buffer.from('dear diary'), /“notes\.png” is not a picture/],
];

async function broken({ page, add }) {
  for (const [name, bytes, words] of BAD) {
    await add(upload(name, bytes));
    const [notice, ...others] = await told(page);
    assert.match(notice, words);
    assert.deepEqual(others, [], name);
  }
  const many = Array.from({ length: 60 }, (_, i) => upload(`bad-${i}.png`, Buffer.from(`no ${i}`)));
  await add(upload('good.png', greyPng(64, 64)), ...BAD.map(([name, bytes]) => upload(name, bytes)), ...many);
  await count(page, 1);
  const [notice, ...others] = await told(page);
  assert.match(notice, new RegExp(`${BAD.length + 60} files were left out: empty\\.png, short\\.jpg, .*…`));
  assert.deepEqual(others, []);
}

async function archives({ page, add, folder }) {
  const good = zip(folder, 'set.zip', [
    ['deep/er/a.png', greyPng(32, 32, 1)], ['deep/er/a.txt', 'a caption'], ['../../b.png', greyPng(32, 32, 2)], ['__MACOSX/deep/er/._a.png', 'x'], ['.DS_Store', 'x'],
  ]);
  await add(good);
  await count(page, 2);
  await becomes(async () => (await rows(page)).map(([title, caption]) => [title.split(',')[0], caption]), [['a.png', 'a caption'], ['b.png', '']]);
  const bytes = readFileSync(good);
  const bomb = zip(folder, 'bomb.zip', [['zeros.png', Buffer.alloc(80 * 2 ** 20)]]);
  for (const [file, words] of [[bomb, /“bomb\.zip” would unpack to 8\d(\.\d)? M/], [upload('half.zip', bytes.subarray(0, bytes.length / 2)), /zip archive is damaged/]]) {
    await add(file);
    assert.match((await told(page))[0], words);
  }
  assert.equal((await rows(page)).length, 2);
}

async function roundTrip({ page, folder }) {
  const given = join(folder, 'given', 'sub');
  mkdirSync(given, { recursive: true });
  const files = { 'fox.webp': bytesOf.webp, 'owl.jpg': bytesOf['jpeg-thumbnail'], 'owl.txt': '1owl, 灰色', 'run.gif': bytesOf.gif };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(given, name), content);
  await page.locator('input[webkitdirectory]').setInputFiles(join(folder, 'given'));
  await count(page, 3);
  const out = async (form) => {
    const file = await downloaded(page, async () => {
      await page.getByTestId('export-pictures').click();
      await page.getByTestId(`export-${form}`).click();
    });
    const path = join(folder, `${form}.zip`);
    await file.saveAs(path);
    const script = 'import base64, json, sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nassert z.testzip() is None\nprint(json.dumps({n: base64.b64encode(z.read(n)).decode() for n in z.namelist()}))';
    return JSON.parse(execFileSync('python3', ['-c', script, path], { encoding: 'utf8' }));
  };
  const text = await out('text');
  assert.deepEqual(Object.keys(text).sort(), ['00000-0-fox.webp', '00001-0-owl.jpg', '00001-0-owl.txt', '00002-0-run.png']);
  assert.equal(Buffer.from(text['00001-0-owl.txt'], 'base64').toString(), '1owl, 灰色');
  for (const [path, name] of [['00000-0-fox.webp', 'fox.webp'], ['00001-0-owl.jpg', 'owl.jpg']]) assert.equal(text[path], files[name].toString('base64'));
  assert.deepEqual(Object.keys(await out('name')).sort(), ['00000-0-fox.webp', '00001-0- 1owl, 灰色.jpg', '00002-0-run.png']);
}

const CASES = {
  'every form of picture, upright, each once': everyForm,
  'captions in UTF-16 and GB18030': captions,
  'what is broken is told, alone by its reason, together in one notice; the rest is there': broken,
  'archives: folders, captions, names that lead out, hidden files; bombs and damaged ones lose nothing': archives,
  'a folder in, and out again as a zip: names, captions, the bytes as given': roundTrip,
};

/** One visit: opening the page takes longer than any of these. */
test('pictures in and out', async (t) => {
  const visited = await ready(t);
  for (const [name, work] of Object.entries(CASES)) {
    await t.test(name, () => work(visited));
    await visited.clear();
  }
  assert.deepEqual(visited.thrown, []);
});
