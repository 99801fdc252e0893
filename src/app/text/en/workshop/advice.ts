/** What experience says about a data set. */
export const advice = {
  lead: 'What experience says about these pictures. Nothing here stops you.',
};
