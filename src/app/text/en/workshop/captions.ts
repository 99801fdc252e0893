/** Captions and tags of many pictures. */
export const captions = {
  lead: 'What else is in each picture, besides the thing to learn.',
};
