/** 图片整理页：标题与各面板名。 */
export const workshop = {
  title: '整理图片',
  lead: '训练之前裁剪、写标注、检查图片。您给的原图保持不变。',
  back: '返回训练',
  open: '整理这些图片',
  none: '还没有图片',
  panels: { captions: '标注', prepare: '裁剪', tagging: '自动打标', masks: '蒙版', advice: '建议' },
};
