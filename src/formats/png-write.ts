/** @file PNG with texts, the same bytes on every machine: for files that people compare and hash. */
import { invariant } from '../failure';
import { filterRows } from './png-filters';
import { pngFile, textChunk } from './png-parts';
import { deflateRuns } from './zlib';

const CHANNELS = 3;

/** `rgb`: [height, width, 3]; `texts`: keyword → text, in order. */
export function writePng(rgb: Uint8Array, width: number, height: number, texts: ReadonlyMap<string, string> = new Map()): Uint8Array<ArrayBuffer> {
  invariant(width > 0 && height > 0 && rgb.length === width * height * CHANNELS, () => `${rgb.length} bytes for ${width} x ${height}`);
  const rows = filterRows(rgb, width * CHANNELS, CHANNELS);
  return pngFile(width, height, deflateRuns(rows), [...texts].map(([keyword, text]) => textChunk(keyword, text)));
}
