/** 训练关注的区域。 */
export const masks = {
  lead: '涂出训练要关注的区域，其余部分影响更小。',
};
