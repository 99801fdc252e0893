/** The screen of the pictures: its head and its panels' names. */
export const workshop = {
  title: 'Pictures in order',
  lead: 'Crop, caption and judge the pictures before training. What you gave stays as it is.',
  back: 'Back to training',
  open: 'Prepare the pictures',
  none: 'No pictures yet',
  panels: { captions: 'Captions', prepare: 'Crops', tagging: 'Tagger', masks: 'Masks', advice: 'Advice' },
};
