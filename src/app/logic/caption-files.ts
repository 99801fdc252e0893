/** Pictures with the text file beside each as its caption. */
import { pairCaptions } from '../../images/caption';

export interface CaptionedPicture {
  picture: File;
  caption: string;
}

const pathOf = (file: File): string => file.webkitRelativePath || file.name;

export function captionFiles(files: readonly File[]): Promise<CaptionedPicture[]> {
  const pairs = pairCaptions(files, pathOf);
  return Promise.all(
    pairs.map(async ({ picture, text }) => ({ picture, caption: text ? (await text.text()).trim() : '' })),
  );
}
