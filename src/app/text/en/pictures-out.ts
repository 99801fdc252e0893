/** Pictures taken away as an archive. */
export const picturesOut = {
  save: 'Save as zip',
  packing: 'Packing: {count} left',
  stop: 'Stop',
  forms: { text: 'Captions as text files', name: 'Captions as file names' },
  help: {
    text: '00000-0-name.png with 00000-0-name.txt beside it. A1111 and kohya take it as it is.',
    name: '00000-0-the caption.png, as A1111’s first versions had it.',
  },
};
