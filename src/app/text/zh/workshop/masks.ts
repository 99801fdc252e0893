/** 训练时看哪里。 */
import type { Text } from '../../en';

export const masks: Text['masks'] = {
  lead: '涂出训练要看的地方，其余部分不计入损失。您的原图保持不变。',
  tools: '工具',
  brush: {
    title: '画笔',
    mode: '画笔用来',
    modes: { paint: '添加', erase: '擦除' },
    size: '大小',
    softness: '边缘柔和度',
  },
  whole: {
    title: '整张图片',
    all: '全部',
    none: '全不要',
    invert: '反转',
    alpha: '取自透明度',
    remove: '不用蒙版',
  },
  undo: '撤销',
  redo: '重做',
  alone: '只显示蒙版',
  stage: '{name} 的蒙版',
  keys: '按住拖动即可涂抹。用键盘时，先选中图片：方向键移动画笔，空格键涂一下，按住 Shift 再按方向键可连续涂；[ 和 ] 改变大小，X 在添加与擦除之间切换，Ctrl Z 撤销。',
  state: {
    opening: '正在打开……',
    without: '没有蒙版：训练时看整张图片。',
    part: '这张图片有 {percent} 计入训练。',
    plain: '蒙版处处相同，等于没有蒙版。',
    opaque: '这张图片没有透明的地方，蒙版保持原样。',
  },
  unused: '训练目前不使用蒙版：“只学蒙版所在之处”尚未打开。',
  use: '训练时使用蒙版',
  used: '下次训练会使用蒙版。',
};
