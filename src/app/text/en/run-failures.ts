/** What goes wrong with a run's settings and with what a person does to a run. */
export const runFailures = {
  'start.phrase': { what: 'The phrase has {tokens} tokens, but the word {vectors} vectors.', run: 'The run was not started.', next: 'Type a phrase of 1 to {most} tokens; the number of vectors follows it.' },
  'start.average': { what: 'There are no words to take the average of.', run: 'The run was not started.', next: 'Type some words with commas between them, such as cat, dog.' },
  'start.missing': { what: 'The word to start from is not in the library.', run: 'The run was not started.', next: 'Choose another word of the library, or start from a text.' },
  'start.width': { what: '“{name}” has vectors of {width} numbers; this model’s have {need}.', run: 'The run was not started.', next: 'Choose a word that was made for this kind of model.' },
};
