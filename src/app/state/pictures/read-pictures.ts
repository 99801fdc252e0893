/** Files that a person gave, as pictures with captions. A bad file is reported and loses nothing else. */
import type { Picture } from '../../../store/records';
import { captionFiles } from '../../logic/caption-files';
import type { Workers } from '../../services';
import type { Notices } from '../notices.svelte';

/** Only thumbnails are needed on the page; the trainer makes its own crops at the model's size. */
const THUMBNAIL_CROP = 64;

export interface PictureReader {
  workers: Pick<Workers, 'images'>;
  notices: Pick<Notices, 'add'>;
  /** called with how many more, or with -1, files are being read */
  reading: (more: number) => void;
}

export async function readPictures(files: File[], { workers, notices, reading }: PictureReader): Promise<Picture[]> {
  const found = await captionFiles(files);
  reading(found.length);
  const read: Picture[] = [];
  for (const { picture, caption } of found) {
    try {
      const { thumbnail, width, height } = await workers.images.prepare(picture, picture.name, THUMBNAIL_CROP);
      read.push({ id: crypto.randomUUID(), name: picture.name, caption, blob: picture, thumbnail, width, height });
    } catch (error) {
      notices.add(error);
    }
    reading(-1);
  }
  return read;
}
