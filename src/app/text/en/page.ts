/** What stands on the page itself: header, model picker, the two outer cards. */
export const page = {
  name: 'Pseudoword',
  tagline: 'Teach Stable Diffusion a new word from a few pictures, on your own GPU.',
  privacy: 'Nothing leaves this device: no upload, no account, no server.',
  skip: 'Skip to the three cards',
  language: 'Language',
  theme: 'Theme',
  themes: { system: 'System', light: 'Light', dark: 'Dark' },
  tryNow: 'Try it now',
  tryNowWhat: 'Learns “{word}” from the bundled pictures on the bundled model. One click.',
  tryNowWait: 'Unpacking the model…',
  unavailable: 'This browser cannot train',
  problems: 'Problems and warnings',
  dismiss: 'Close',
  copy: 'Copy details',
  copied: 'Copied',
  newVersion: 'A new version is ready.',
  reload: 'Reload now',
  later: 'Later',
};

export const device = {
  label: 'GPU',
  looking: 'looking for a GPU…',
  none: 'no usable GPU',
  fallback: 'software, slow',
  storage: { f32: '32-bit', f16: '16-bit', packed: '16-bit packed' },
  used: '{used} of {quota} of this browser’s storage in use',
  persist: 'Ask the browser to keep it',
  persisted: 'The browser keeps it',
  notPersisted: 'The browser may clear it when space runs out',
};

export const model = {
  label: 'Model',
  facts: '{size} on this device.',
  factsBundled: 'Comes with the app; {size} on this device.',
  unpacking: 'Unpacking the bundled model: {done} of {total}',
  importing: 'Importing “{name}”: {percent}%',
  none: 'No model yet',
  drop: 'Drop it: a model file or folder.',
  removeSure: 'Really delete?',
};

export const pictures = {
  title: 'Pictures',
  lead: 'Three to twenty pictures of one thing, or of one style.',
  drop: 'Drop pictures, a folder or a zip here, or paste one',
  pick: 'Choose pictures',
  folder: 'Choose a folder',
  reading: 'Reading {done} of {count}',
  readingWhat: 'Pictures read',
  readingStop: 'Stop reading',
  count: { one: '{count} picture', other: '{count} pictures' },
  empty: 'No pictures yet.',
  caption: 'Caption of {name}',
  captionHint: 'what else is in it',
  remove: 'Remove {name}',
  removeAll: 'Remove all',
  sets: 'Or take a bundled set',
  subject: 'thing',
  style: 'style',
  setAside: 'Your own pictures were set aside.',
  bringBack: 'Bring them back',
};

export const use = {
  title: 'Use it',
  lead: 'Words on this device, the newest first.',
  bring: 'Or drop a word’s file here: .pt, .bin, .safetensors or a card.',
  empty: 'No words yet. A learned word appears here as a file of a few kilobytes.',
  download: 'Download {file}',
  remove: 'Delete {name}',
  madeOn: 'made on {model}',
  noPreview: 'no preview',
  howTitle: 'How to use it in A1111',
  how: [
    'Download the file and put it into the folder “embeddings” of your A1111 (or Forge, ComfyUI, SD.Next).',
    'Press the refresh button in the Textual Inversion tab, or restart.',
    'Type the file’s name into a prompt: “a photo of {name} on a table”.',
  ],
  howModel: 'It works with models whose text encoder is as wide as that of the model it was learned on.',
};
