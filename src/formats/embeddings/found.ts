/** @file What reading a file of embeddings gives. */
import { type Pixels } from '../png-pixels';
import { type EmbeddingContainer, type EmbeddingFamily, type EmbeddingForm, type Vectors } from './embedding';

export interface FoundEmbedding extends Vectors {
  /** The name inside the file, else the placeholder, else the file's name without its ending. As it is: see safe-name.ts. */
  readonly name: string;
  readonly form: EmbeddingForm;
  readonly container: EmbeddingContainer;
  readonly family: EmbeddingFamily;
  /** SDXL's second text encoder */
  readonly clipG?: Vectors;
  readonly step?: number;
  readonly modelName?: string;
  readonly modelHash?: string;
  /** names of the tensors beside it that were left out, such as OneTrainer's output embeddings */
  readonly ignored: readonly string[];
  /** a card's picture, without its data */
  readonly preview?: Pixels;
}
