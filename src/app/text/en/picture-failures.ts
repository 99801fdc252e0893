/** Failures of pictures, captions, masks and taggers. Form and rules as in failures.ts. */
export const pictureFailures = {
  'worker.died': { what: 'A part of this app that works beside the page broke off: {message}', run: 'The one file it was at was not done; all others are.', next: 'Do it again for that one. If it happens again, close other tabs to free memory, or take a smaller picture.' },
};
