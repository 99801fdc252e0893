/** @file A judging worker: what advice on a data set needs to know of each picture, and which of them are nearly the same. */
import { expose } from 'comlink';
import { greyOf } from '../src/images/crops/grey';
import { alikePairs } from '../src/images/judge/alike';
import { differenceHash } from '../src/images/judge/difference-hash';
import { plainBorder } from '../src/images/judge/plain-border';
import { sharpness } from '../src/images/judge/sharpness';
import { clearShare, overWhite } from '../src/images/judge/transparency';
import { openPicture, transparentCanvas } from './decode';
import { carryFailures } from './failures';
import type { JudgeApi } from './judge-api';

/** Pixels of the longer side at which pictures are judged: what SD 1.x trains at. Smaller ones stay as they are. */
const SIDE = 512;

const api: JudgeApi = { look, alike: async (hashes) => alikePairs(hashes) };

async function look(picture: Blob, name: string): ReturnType<JudgeApi['look']> {
  const { data, width, height } = await pixelsOf(picture, name);
  const rgb = overWhite(data);
  const grey = greyOf(rgb);
  return {
    sharpness: sharpness(grey, width, height), hash: differenceHash(grey, width, height),
    plain: plainBorder(rgb, width, height), clear: clearShare(data),
  };
}

/** RGBA, scaled down by the browser, which is quicker than our own filter and as good for this. */
async function pixelsOf(picture: Blob, name: string): Promise<ImageData> {
  const bitmap = await openPicture(picture, name);
  try {
    const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
    const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.round(side * scale)));
    const context = transparentCanvas(width, height);
    context.imageSmoothingQuality = 'high';
    context.drawImage(bitmap, 0, 0, width, height);
    return context.getImageData(0, 0, width, height);
  } finally {
    bitmap.close();
  }
}

carryFailures();
expose(api);
