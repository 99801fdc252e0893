/** Texts of the screen on which pictures are put in order. */
export * from './workshop/advice';
export * from './workshop/captions';
export * from './workshop/masks';
export * from './workshop/prepare';
export * from './workshop/tagging';
export * from './workshop/workshop';
