/** Every sentence a person reads, in English. The other language has the same keys: see zh.ts. */
import { about } from './en/about';
import { bench } from './en/bench';
import { choices, fields, groups } from './en/fields';
import { failures } from './en/failures';
import { kernels } from './en/kernels';
import { combining, comparing, finding, library, naming, numbers, versions, words, wordsIn, wordsOut } from './en/library';
import { importing, models, stored } from './en/models';
import { device, model, page, pictures, use } from './en/page';
import { picturesOut } from './en/pictures-out';
import { run } from './en/run';
import { queue, runs, runsCompare } from './en/runs';
import { further, ownPresets, sentences, sharing, timing } from './en/settings';
import { train, word } from './en/train';
import { advice, captions, masks, prepare, tagging, workshop } from './en/workshop';

export const en = {
  about, bench, page, device, model, models, importing, stored, pictures, picturesOut, word, train, run, use, fields, choices, groups, failures,
  workshop, advice, captions, masks, prepare, tagging,
  further, kernels, ownPresets, sentences, sharing, timing,
  queue, runs, runsCompare,
  library, wordsIn, wordsOut, words, finding, versions, numbers, comparing, combining, naming,
};

/** The shape both languages share. */
export type Text = typeof en;
