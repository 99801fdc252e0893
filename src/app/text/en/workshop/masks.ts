/** Where training looks. */
export const masks = {
  lead: 'Paint where training looks; the rest counts less.',
};
