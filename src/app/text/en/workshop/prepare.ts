/** Crops, splits, flips: the classic Preprocess tab. */
export const prepare = {
  lead: 'New pictures are made of yours, at the size they are trained at.',
};
