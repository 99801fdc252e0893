/** Pictures taken away as an archive. */
import type { Text } from '../en';

export const picturesOut = {
  save: '存为 zip',
  packing: '正在打包，还剩 {count} 张',
  stop: '停止',
  forms: { text: '说明存为文本文件', name: '说明作为文件名' },
  help: {
    text: '00000-0-名字.png，旁边是 00000-0-名字.txt。A1111 和 kohya 可以直接使用。',
    name: '00000-0-说明.png，与 A1111 早期版本相同。',
  },
} satisfies Text['picturesOut'];
