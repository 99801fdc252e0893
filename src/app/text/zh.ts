/** 简体中文: the same keys as en.ts, held by the compiler and by tests/app/text.test.ts. */
import type { Text } from './en';
import { about } from './zh/about';
import { bench } from './zh/bench';
import { failures } from './zh/failures';
import { choices, fields, groups } from './zh/fields';
import { kernels } from './zh/kernels';
import { combining, comparing, finding, library, naming, numbers, versions, words, wordsIn, wordsOut } from './zh/library';
import { importing, models, stored } from './zh/models';
import { device, model, page, pictures, use } from './zh/page';
import { picturesOut } from './zh/pictures-out';
import { run } from './zh/run';
import { queue, runs, runsCompare } from './zh/runs';
import { further, ownPresets, sentences, sharing, timing } from './zh/settings';
import { train, word } from './zh/train';
import { advice, captions, masks, prepare, tagging, workshop } from './zh/workshop';

export const zh: Text = {
  about, bench, page, device, model, models, importing, stored, pictures, picturesOut, word, train, run, use, fields, choices, groups, failures,
  workshop, advice, captions, masks, prepare, tagging,
  further, kernels, ownPresets, sentences, sharing, timing,
  queue, runs, runsCompare,
  library, wordsIn, wordsOut, words, finding, versions, numbers, comparing, combining, naming,
};
