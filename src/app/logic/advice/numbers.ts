/** @file How many: pictures, vectors, and how often pictures come. */
import { say, type Rule } from './advice';

/** Gal et al. 2022, §4 (arXiv:2208.01618): an object is learned from 3 to 5 pictures. */
const FEWEST = 3;
/** Guides for A1111's trainer ask for 30 or more; its own wiki only says that more vectors need more pictures. */
const ENOUGH = 30;
/** Guides: 3 vectors below a hundred pictures, 24 from three hundred. */
const FEW = { pictures: 100, vectors: 3 };
const MANY = { pictures: 300, vectors: 24 };
/** A few vectors too many cost little; from twice as many on, pictures are learned by heart. */
const FAR_TOO_MANY = 2;

export type SetSize = 'first' | 'thing' | 'enough' | 'many';

export function setSize(pictures: number): SetSize {
  if (pictures < FEWEST) return 'first';
  if (pictures < ENOUGH) return 'thing';
  return pictures < FEW.pictures ? 'enough' : 'many';
}

export const countRule: Rule = ({ pictures: { length: count }, settings: { preset } }) => {
  const values = { count, enough: ENOUGH };
  const size = setSize(count);
  if (size === 'first') return say('count-first', 'warn', { values });
  if (size !== 'thing') return say('count-enough', 'good', { values });
  return preset === 'object' ? say('count-thing', 'note', { values }) : say('count-few', 'warn', { values });
};

/** Between the guides' two numbers they say nothing: a straight line. */
export function advisedVectors(pictures: number): number {
  const way = (pictures - FEW.pictures) / (MANY.pictures - FEW.pictures);
  return Math.round(FEW.vectors + Math.min(1, Math.max(0, way)) * (MANY.vectors - FEW.vectors));
}

export const vectorsRule: Rule = ({ pictures: { length: count }, settings: { vectors, vectorsFree } }) => {
  if (!Number.isInteger(vectors) || vectors < 1 || count < 1) return undefined;
  const advised = advisedVectors(count);
  const further = { values: { vectors, count, advised }, actions: vectorsFree ? [{ set: ['vectors', String(advised)] as const }] : [] };
  if (vectors > advised) return say('vectors-many', vectors > FAR_TOO_MANY * advised ? 'warn' : 'note', further);
  // below a hundred pictures fewer than three are the paper's own choice: one
  if (vectors < advised && count >= FEW.pictures) return say('vectors-few', 'note', further);
  return say('vectors-fit', 'good', { values: further.values });
};

/** Every epoch shows each picture once (src/train/samples/picture-order.ts): a run shorter than one leaves some out. */
export const stepsRule: Rule = ({ pictures: { length: count }, settings: { steps, batch, accumulate } }) => {
  const seen = steps * batch * accumulate;
  return seen < count ? say('steps-unseen', 'warn', { values: { seen, pictures: count, steps } }) : undefined;
};

/** A1111 takes no more pictures a step than there are (textual_inversion/dataset.py); here a batch goes on into the next round. */
export const batchRule: Rule = ({ pictures: { length: count }, settings: { batch } }) =>
  count > 0 && batch > count ? say('batch-repeats', 'note', { values: { batch, pictures: count }, actions: [{ set: ['batch', String(count)] }] }) : undefined;
