/** 裁剪、分割、翻转：经典的预处理页。 */
export const prepare = {
  lead: '由您的图片生成训练尺寸的新图片。',
};
