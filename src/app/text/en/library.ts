/** The screen of words: bringing them in, finding, judging, combining and giving them out. */
export const library = {
  title: 'Library',
  link: { one: 'All words ({count})', other: 'All words ({count})' },
  back: 'Back to training',
  toList: 'All words',
  lead: 'Every word on this device: learned here, or brought in as a file. Nothing leaves the device unless you save or share it.',
  empty: 'No words yet. Teach one, or drop a file of one here.',
  emptySearch: 'No word matches.',
  showAll: 'Show all',
  gone: 'This word is no longer in the library.',
};

export const wordsIn = {
  title: 'Add words',
  drop: 'Drop files here, or paste one',
  what: '.pt, .bin, .safetensors, or a card: a picture with a word inside it (PNG; lossless WebP or AVIF). Words bundled in a LoRA are taken out of it. Files are read as data: nothing in them is run.',
  pick: 'Choose files',
  more: 'From an address; which files will do',
  address: 'From an address',
  addressHelp: 'A file, or a concept such as https://huggingface.co/sd-concepts-library/name. That host and those it sends to are asked, nobody else.',
  get: 'Fetch',
  reading: { one: 'Reading {count} file…', other: 'Reading {count} files…' },
  fetching: 'Fetching…',
  found: { one: '{count} word was found', other: '{count} words were found' },
  none: 'No word was found',
  refused: '{file} was left out',
  ignored: 'Beside the word, {file} holds what is no part of it: {names}',
  namesMore: '{names} and {count} more',
  from: '{vectors}, from {origin}',
  origin: '{form} in {container}',
  close: 'Close this list',
  forms: {
    a1111: 'A1111’s form', original: 'the first program’s form', kohya: 'kohya’s form', onetrainer: 'OneTrainer’s form',
    clip: 'the form for two text encoders', token: 'diffusers’ form', pair: 'diffusers’ pair for SDXL', tensor: 'a tensor alone',
    bundle: 'a LoRA’s bundle',
  },
  containers: {
    'torch-zip': 'a torch file', 'torch-legacy': 'a torch file of the form before 1.6', safetensors: 'a safetensors file',
    'png-text': 'a card’s text', 'png-pixels': 'a card’s pixels', pixels: 'a picture’s pixels', unknown: 'a file',
  },
};

export const wordsOut = {
  save: 'Save as',
  saveNamed: 'Save as a file: {name}',
  forms: {
    pt: '.pt', safetensors: '.safetensors', bin: '.bin', card: 'Card (PNG), A1111’s look', 'plain-card': 'Card (PNG), plain look',
  },
  formHelp: {
    pt: 'A1111, Forge, ComfyUI, SD.Next', safetensors: 'the same programs, and others', bin: 'diffusers',
    card: 'a picture that holds the word', 'plain-card': 'the same, with less on it',
  },
  share: 'Share the card…',
  shareHelp: 'through this system',
  drag: 'Drag it out of the page to save it as {form}',
  writing: 'Writing…',
  zip: 'Save {count} as a zip',
  zipForm: 'Form of the files',
};

export const words = {
  vectors: { one: '{count} vector', other: '{count} vectors' },
  steps: { one: '{count} step', other: '{count} steps' },
  size: '{count} × {width} numbers',
  sizeTwo: '{count} × {width} and {count} × {widthG} numbers',
  families: {
    sd1: 'Stable Diffusion 1.x', sd2: 'Stable Diffusion 2.x', sdxl: 'for SDXL: kept, cannot be used here',
    unknown: 'for another kind of model: {width} numbers a vector',
  },
  family: 'For',
  model: 'Made on',
  modelUnknown: 'not known',
  noModel: 'model not known',
  hash: 'Model’s hash',
  date: 'Date',
  dateAdded: 'Added',
  origin: 'Came as',
  originLearned: 'learned on this device',
  originMade: 'made in this library',
  numbers: 'Vectors',
  stepsLabel: 'Steps',
  choose: 'Choose {name}',
  rename: 'Rename',
  renameField: 'New name of {name}',
  renameHelp: 'Files saved from now on carry it, inside too.',
  renameSave: 'Save',
  renameCancel: 'Cancel',
  tags: 'Tags',
  tagsHelp: 'Separated by commas.',
  notes: 'Notes',
  duplicate: 'Duplicate',
  goOn: 'Go on training',
  remove: 'Delete',
  removed: { one: '“{name}” was deleted.', other: '{count} words were deleted.' },
  undo: 'Undo',
  inUse: 'A run is making this word; it can be deleted when the run has ended.',
};

export const finding = {
  label: 'Find words',
  search: 'Name, tag, note or model',
  sort: 'Order',
  sorts: { newest: 'Newest first', name: 'By name', steps: 'Most steps first' },
  tags: 'Filter by tag',
  count: { one: '{count} word', other: '{count} words' },
  countOf: '{count} of {total} words',
  chosen: { one: '{count} chosen', other: '{count} chosen' },
  chooseAll: 'Choose all shown',
  chooseNone: 'Choose none',
  compare: 'Compare',
  compareHelp: 'Choose two words to compare them.',
  combine: 'Combine',
  deleteChosen: 'Delete',
};

export const versions = {
  title: 'Versions of this run',
  lead: 'States that were kept while it learned. The word is the one that is marked; take another if it looks better.',
  step: 'step {step}',
  current: 'the word now',
  take: 'Take this one',
  takeNamed: 'Take this one: step {step}',
};

export const numbers = {
  title: 'Statistics',
  lead: 'Beside the model’s own tokens.',
  model: 'Model',
  noModel: 'No stored model has tokens as wide as this word’s vectors ({width}), so there is nothing to hold it against.',
  working: 'Working it out…',
  norm: 'Length',
  normHelp: 'The band holds the lengths of nine in ten of the model’s tokens ({low} to {high}), the line is their median ({median}). The guides take vectors far longer than the band for over-training.',
  normOne: 'length {value}, the model’s median is {median}',
  vector: 'Vector',
  nearest: 'Nearest tokens',
  nearestHelp: 'The cosine beside each: 1 is the same direction.',
  part: '{text}…',
  toStart: 'To the start',
  toStartHelp: 'Cosine to the vector it began as: near 1, it hardly turned.',
  between: 'Between the vectors',
  betweenHelp: 'Cosine: vectors near 1 say the same, fewer would do.',
  betweenMost: 'Most alike: {a} and {b}, {value}. On average {mean}.',
  fewer: 'The first {shown} of {count} are shown.',
  showAll: 'Show all',
};

export const comparing = {
  title: 'Compare',
  swap: 'Swap sides',
};

export const combining = {
  title: 'Combine words',
  lead: 'A new word from {count}; those it is made of stay as they are.',
  way: 'How',
  ways: { blend: 'Average', chain: 'One after the other' },
  wayHelp: {
    blend: 'Vectors are mixed by weight: between two likenesses. A weight below 0 points away from a word.',
    chain: 'The new word says all of them and takes as many vectors: {count}.',
  },
  weight: 'Weight of {name}',
  share: '{percent} of it',
  name: 'Name of the new word',
  make: 'Make the word',
  noWeight: 'The weights add up to nothing: give at least one word more.',
};

export const naming = {
  'known-word': 'The model has this word already: it is one token of its own, and every prompt with it would change.',
  same: 'Prompts cannot tell it from “{other}”: the same tokens. Only one of the two would be found.',
  contains: 'It contains the name “{other}”. Prompts find the longer name first, so “{other}” is never found inside it.',
  within: 'It is part of the name “{other}”. Where a prompt says “{other}”, that one is found and not this.',
  more: { one: 'And {count} more like this.', other: 'And {count} more like this.' },
};
