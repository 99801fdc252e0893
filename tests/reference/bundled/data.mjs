// Draws the small world's pictures and writes its captions as tokens.
// usage: cd tests/reference/bundled && npm install && node data.mjs OUT
//   OUT/images.bin   N x 128 x 128 RGB bytes on white
//   OUT/data.json    { size, empty, heldOut, heldOutSets, entries: [{ set, name, kind, use, captions: [{ text, ids, weight }] }] }
// `use`: train; subject (a held-out subject, in any set); style (a held-out set). Only `train` has captions.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { captionsOf } from './captions.mjs';
import { raster } from './raster.mjs';
import { HELD_OUT, HELD_OUT_SETS, heldOutIn, SETS, STYLE_PICTURES, SUBJECT_SETS, taughtSubjects } from './subjects.mjs';
import { tokensOf } from './tokens.mjs';

const SIZE = 128;
const out = process.argv[2];
if (!out) throw new Error('usage: node data.mjs OUT');

const require = createRequire(import.meta.url);
const icons = (set) => require(`@iconify-json/${SETS[set]}/icons.json`);

/** What is wanted of one set, by name. */
function wanted(set) {
  const style = STYLE_PICTURES.map((name) => ({ name, use: 'style' }));
  const taught = taughtSubjects().map((subject) => ({ ...subject, use: 'train' }));
  const held = SUBJECT_SETS.includes(set) ? HELD_OUT.map((name) => ({ name, use: 'subject' })) : [];
  return [...(HELD_OUT_SETS.includes(set) ? style : taught), ...held];
}

function entry(set, { name, kind, use }) {
  if (use === 'train' && heldOutIn(name)) throw new Error(`${name} is held out and taught`);
  const captions = use === 'train' ? captionsOf({ name, kind, set }) : [];
  return { set, name, kind, use, captions: captions.map((caption) => ({ ...caption, ids: tokensOf(caption.text) })) };
}

const images = [];
const entries = [];
for (const set of Object.keys(SETS)) {
  for (const subject of wanted(set)) {
    const rgb = raster(icons(set), subject.name, SIZE);
    if (!rgb) throw new Error(`${set} ${subject.name} is not square`);
    images.push(rgb);
    entries.push(entry(set, subject));
  }
  console.log(set, entries.filter((made) => made.set === set).length);
}
mkdirSync(out, { recursive: true });
writeFileSync(join(out, 'images.bin'), Buffer.concat(images));
const world = { size: SIZE, empty: tokensOf(''), heldOut: HELD_OUT, heldOutSets: HELD_OUT_SETS, entries };
writeFileSync(join(out, 'data.json'), JSON.stringify(world));
