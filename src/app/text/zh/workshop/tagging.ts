/** 由用户提供的打标与描述模型。 */
export const tagging = {
  lead: '由您提供的模型在本机写标注。',
};
