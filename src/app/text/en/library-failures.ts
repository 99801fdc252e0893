/** Failures of the library of words. Form and rules as in failures.ts. */
export const libraryFailures = {
  'library.widths': { what: 'These words are for different models: their vectors have {a} and {b} numbers.', run: 'No new word was made.', next: 'Choose words that were made on the same kind of model.' },
  'library.weights': { what: 'The weights add up to nothing.', run: 'No new word was made.', next: 'Give at least one word more weight.' },
  'library.vectors': { what: 'Together these words have {count} vectors; a prompt has room for {most}.', run: 'No new word was made.', next: 'Choose fewer words, or take their average.' },
  'library.none': { what: 'No word was chosen.', run: 'No new word was made.', next: 'Choose at least one word.' },
  'library.gone': { what: 'This word is no longer in the library.', run: 'Nothing was done.', next: 'Reload the page; another tab may have deleted it.' },
  'library.file-large': { what: 'The file has {size} bytes; a word has at most {most}.', run: 'It was left out.', next: 'If it is a model, add it on the screen of models.' },
  'library.address': { what: '“{text}” is not an address.', run: 'Nothing was fetched.', next: 'Paste an address that begins with https://.' },
  'library.no-concept': { what: '“{name}” holds no learned word.', run: 'Nothing was added.', next: 'Choose a repository with learned_embeds.bin or a .pt or .safetensors file of a word.' },
  'library.families': { what: 'Some of these words are for SDXL and some are not.', run: 'No new word was made.', next: 'Choose words for the same kind of model.' },
};
