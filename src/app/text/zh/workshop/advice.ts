/** 经验对这组图片的看法。 */
export const advice = {
  lead: '以下是经验之谈，不会妨碍您训练。',
};
