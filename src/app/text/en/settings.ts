/** Around the fields of the next run: presets, sentences, further words, time, and settings that come and go. */
export const ownPresets = {
  title: 'Own presets',
  help: 'All fields as they stand, under a name of yours; only the word’s own name stays out.',
  choose: 'Own preset',
  none: 'none',
  name: 'Name of the preset',
  keep: 'Keep as preset',
  rename: 'Rename “{name}”',
  remove: 'Delete “{name}”',
  removeSure: 'Really delete “{name}”?',
};

export const sharing = {
  title: 'Pass on, bring in',
  help: 'Pictures never go with them. A link leaves out the word’s name too.',
  copy: 'Copy as a link',
  copied: 'Copied',
  linkTitle: 'Link to these settings',
  save: 'Save as a file',
  open: 'Open a file',
  openHelp: 'Saved here, or A1111’s settings-….json.',
  from: {
    link: 'Taken from the link you opened:',
    file: 'Taken from “{name}”:',
    a1111: 'Taken from A1111’s settings “{name}”:',
    preset: 'Taken from your preset “{name}”:',
    run: 'Taken from the run of “{name}”:',
    word: 'To go on with “{name}”:',
  },
  nothing: 'All fields stood like that already.',
  left: 'Not known here and left out: {names}.',
  nothingStarted: 'Nothing has been started.',
  empty: 'empty',
  on: 'on',
  off: 'off',
  undo: 'Undo',
  close: 'Good',
};

export const sentences = {
  view: 'As the run will draw them',
  viewEmpty: 'With pictures on the first card, three prompts of the run will stand here.',
  kept: 'kept: {name}',
  name: 'Keep these sentences as',
  keep: 'Keep',
  keepChange: 'Keep the change',
  takeKept: 'Take what is kept',
  remove: 'Delete “{name}”',
  removeSure: 'Really delete “{name}”?',
  edit: 'Type to change them: they then become your own.',
};

export const further = {
  title: 'Further words',
  help: 'Learned in the same run, each from pictures of its own. They begin with the vectors of a starting text, or with zeros. Only the first word can begin with a phrase, an average or a word of the library.',
  number: 'Further word {number}',
  name: 'Name',
  startText: 'Starting text',
  vectors: 'Vectors',
  pictures: 'Pictures',
  choose: 'choose…',
  set: { one: '{count} picture, {date}', other: '{count} pictures, {date}' },
  current: 'on the first card',
  files: 'Choose pictures',
  reading: 'reading…',
  add: 'Add a word',
  remove: 'Leave out',
};

export const timing = {
  label: 'Time needed',
  value: 'about {time}, until {end}',
  atMost: 'at most about {time}, until {end}',
  more: 'Previews and measuring come on top.',
  unknown: 'measured with the first steps',
};
