/** The pictures of a run's words, each word's from a data set of its own. */
import { Failure } from '../src/failure';
import { fileWords } from '../src/images/file-words';
import { loadDataset } from '../src/store/datasets';
import type { Run } from '../src/train/records';
import type { WordPicture } from './prepare-pictures';

/** The first word's come first. Captions are what `[filewords]` stands for. Throws `picture.none`, `picture.none-further` {name}. */
export async function loadPictures({ datasetId, settings: { further = [], nameWords } }: Pick<Run, 'datasetId' | 'settings'>): Promise<WordPicture[]> {
  const words = [{ datasetId, missing: new Failure('picture.none') }, ...further.map(({ datasetId: id, name }) => ({ datasetId: id, missing: new Failure('picture.none-further', { name }) }))];
  const sets = await Promise.all(words.map((word) => loadDataset(word.datasetId)));
  const captionOf = fileWords(nameWords);
  return sets.flatMap((set, word) => {
    if (!set?.pictures.length) throw words[word].missing;
    return set.pictures.map((picture) => ({ ...picture, caption: captionOf(picture), word }));
  });
}
