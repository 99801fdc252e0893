/** Types of the tagger's comlink endpoint (workers/tagger.ts). Types only: nothing here runs. */
import type { Reading, SentenceOptions } from '../src/tagging/reading';
import type { Size } from '../src/images/probe-size';
import type { StoredTagger } from '../src/store/taggers';
import type { OfferedFile } from './importer-api';
import type { Place } from './onnx/sessions';

/** Files side by side, or an address: of an .onnx file or of a Hugging Face repository. `alone`: a model that finds subjects and has no list. */
export type TaggerOffer = ({ kind: 'files'; files: Pick<OfferedFile, 'path' | 'file'>[] } | { kind: 'url'; url: string }) & { alone?: true };

export interface LookOptions {
  place: Place | 'auto';
  /** scores below are left out of the answer, 0..1 */
  least: number;
  sentence: SentenceOptions;
}

export interface Look {
  reading: Reading;
  place: Place;
}

/** Bytes done, bytes in all; false: it is not wanted any more. */
export type AddListener = (done: number, total: number) => boolean | Promise<boolean>;

/** workers/tagger.ts: one call at a time. Ending the worker frees the model's memory, the graphics card's too. */
export interface TaggerApi {
  /**
   * Stores a tagger once its models have been opened and recognised; else nothing stays. Throws `tagger.*`, `onnx.*`,
   * `url.*`, `store.*`; `tagger.cancelled` where it is not wanted any more.
   */
  add(offer: TaggerOffer, listen: AddListener): Promise<StoredTagger>;
  /** What the model says of a picture. The model stays open until another is asked. */
  look(taggerId: string, picture: Blob, name: string, options: LookOptions): Promise<Look>;
  /** Where a segmenter sees the subject, white, at the size asked for. Throws `picture.*`, `onnx.*`, `tagger.not-found`. */
  segment(taggerId: string, picture: Blob, name: string, size: Size, place: LookOptions['place']): Promise<Uint8Array>;
}
