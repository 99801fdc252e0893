/** @file A picture as files of an archive: its own bytes where A1111 and kohya read them, its caption, its mask. */
import { crc32 } from '../src/formats/crc32';
import { EXTENSIONS, mediaTypeOf, TYPE_BYTES, type MediaType } from '../src/images/intake/media-type';
import { decode, transparentCanvas } from './decode';
import type { PackedFile, PackRequest } from './intake-api';

/** What both read; all else becomes PNG. */
const KEPT: readonly (MediaType | undefined)[] = ['image/png', 'image/jpeg', 'image/webp'];

/** Masks lie in a folder of their own under the pictures' names, as kohya's conditioning folder has them, never inside the pictures'. A1111 passes over folders, kohya over those without a number. */
const MASKS = 'mask/';

/** Throws `picture.unreadable` {name}. */
export async function packPicture({ stem, folder, picture, text }: PackRequest): Promise<PackedFile[]> {
  const path = folder && `${folder}/`;
  const { name, blob, caption, mask } = picture;
  const type = mediaTypeOf(new Uint8Array(await blob.slice(0, TYPE_BYTES).arrayBuffer()));
  const kept = KEPT.includes(type);
  const files = [await packed(path + stem + EXTENSIONS[kept ? type! : 'image/png'], kept ? blob : await asPng(blob, name))];
  if (text && caption.trim()) files.push(await packed(`${path}${stem}.txt`, new Blob([caption])));
  if (mask) files.push(await packed(`${MASKS}${stem}.png`, await asPng(mask, name, picture)));
  return files;
}

async function packed(path: string, blob: Blob): Promise<PackedFile> {
  return { path, blob, crc: crc32(new Uint8Array(await blob.arrayBuffer())) };
}

/** `size`: kohya asks for masks as large as their pictures. */
async function asPng(blob: Blob, name: string, size?: { width: number; height: number }): Promise<Blob> {
  const bitmap = await decode(blob, name);
  const { width, height } = size ?? bitmap;
  const context = transparentCanvas(width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return context.canvas.convertToBlob({ type: 'image/png' });
}
