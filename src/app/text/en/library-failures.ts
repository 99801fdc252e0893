/** Failures of the library of words. Form and rules as in failures.ts. */
export const libraryFailures = {
  'library.widths': { what: 'These words are for different models: their vectors have {a} and {b} numbers.', run: 'No new word was made.', next: 'Choose words that were made on the same kind of model.' },
  'library.weights': { what: 'The weights add up to nothing.', run: 'No new word was made.', next: 'Give at least one word more weight.' },
  'library.vectors': { what: 'Together these words have {count} vectors; a prompt has room for {most}.', run: 'No new word was made.', next: 'Choose fewer words, or take their average.' },
  'library.none': { what: 'No word was chosen.', run: 'No new word was made.', next: 'Choose at least one word.' },
};
