/** Taggers and captioners that a person brings. */
export const tagging = {
  lead: 'A model that you bring writes the captions, on this device.',
};
