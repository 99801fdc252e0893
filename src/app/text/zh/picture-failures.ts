/** Failures of pictures, captions, masks and taggers. Form and rules as in failures.ts. */
export const pictureFailures = {
};
