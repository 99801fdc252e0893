/** Pictures with the text file beside each as its caption. */
import { pairCaptions } from '../../images/caption';
import { decodeCaption } from '../../images/caption-text';

export interface CaptionedPicture {
  picture: File;
  caption: string;
}

const pathOf = (file: File): string => file.webkitRelativePath || file.name;

export function captionFiles(files: readonly File[]): Promise<CaptionedPicture[]> {
  const pairs = pairCaptions(files, pathOf);
  return Promise.all(
    pairs.map(async ({ picture, text }) => ({ picture, caption: text ? decodeCaption(new Uint8Array(await text.arrayBuffer())).trim() : '' })),
  );
}
