/** 多张图片的标注与标签。 */
export const captions = {
  lead: '除了要学的东西之外，每张图里还有什么。',
};
