/** Pictures taken away as an archive. */
export const picturesOut = {
  save: 'Save as zip',
  packing: 'Packing: {count} left',
  stop: 'Stop',
  forms: { text: 'Captions as text files', name: 'Captions as file names' },
  layout: 'For',
  layouts: { flat: 'A1111: flat', kohya: 'kohya: folder' },
  layoutHelp: {
    flat: 'Pictures and captions lie side by side.',
    kohya: 'Pictures and captions lie in the folder {folder}. Give kohya the folder around it (train_data_dir) and --caption_extension .txt.',
  },
  repeats: 'Repeats',
  repeatsHelp: 'How often kohya shows each picture in an epoch.',
  repeatsWrong: 'A whole number from {min} to {max}.',
  help: {
    text: '00000-0-name.png with 00000-0-name.txt beside it.',
    name: '00000-0-the caption.png, as A1111’s first versions had it.',
  },
};
