/** Pictures taken away as an archive. */
import type { Text } from '../en';

export const picturesOut = {
  save: '存为 zip',
  packing: '正在打包，还剩 {count} 张',
  stop: '停止',
  forms: { text: '说明存为文本文件', name: '说明作为文件名' },
  layout: '用于',
  layouts: { flat: 'A1111：平铺', kohya: 'kohya：文件夹' },
  layoutHelp: {
    flat: '图片和说明放在一起，不另建文件夹。',
    kohya: '图片和说明放在文件夹 {folder} 里。使用 kohya 时，train_data_dir 填它的上一级文件夹，并加上 --caption_extension .txt。',
  },
  repeats: '重复次数',
  repeatsHelp: 'kohya 在每一轮里把每张图片用几遍。',
  repeatsWrong: '请填 {min} 到 {max} 之间的整数。',
  help: {
    text: '00000-0-名字.png，旁边是 00000-0-名字.txt。',
    name: '00000-0-说明.png，与 A1111 早期版本相同。',
  },
} satisfies Text['picturesOut'];
