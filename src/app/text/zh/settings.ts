import type { Text } from '../en';

export const ownPresets = {
  title: '自己的预设',
  help: '把所有选项现在的样子存在一个名字下；只有新词的名字不在其中。',
  choose: '自己的预设',
  none: '无',
  name: '预设的名字',
  keep: '存为预设',
  rename: '给“{name}”改名',
  remove: '删除“{name}”',
  removeSure: '确定删除“{name}”？',
} satisfies Text['ownPresets'];

export const sharing = {
  title: '分享与导入',
  help: '图片不会随着走。链接里也没有新词的名字。',
  copy: '复制为链接',
  copied: '已复制',
  linkTitle: '这些设置的链接',
  save: '存为文件',
  open: '打开文件',
  openHelp: '在这里保存的，或 A1111 的 settings-….json。',
  from: {
    link: '已从打开的链接取用：',
    file: '已从“{name}”取用：',
    a1111: '已从 A1111 的设置“{name}”取用：',
    preset: '已从你的预设“{name}”取用：',
    run: '已从“{name}”的训练取用：',
    word: '接着训练“{name}”：',
  },
  nothing: '所有选项本来就是这样。',
  left: '这里不认识而略去的：{names}。',
  nothingStarted: '没有开始任何训练。',
  empty: '空',
  on: '开',
  off: '关',
  undo: '撤销',
  close: '好',
} satisfies Text['sharing'];

export const sentences = {
  view: '训练时会抽到的样子',
  viewEmpty: '第一张卡片里有了图片，这里就会列出训练中的三句提示词。',
  kept: '已存：{name}',
  name: '把这些句子存为',
  keep: '保存',
  keepChange: '保存改动',
  takeKept: '取回已存的',
  remove: '删除“{name}”',
  removeSure: '确定删除“{name}”？',
  edit: '直接输入即可修改：它们就成了你自己的句子。',
} satisfies Text['sentences'];

export const further = {
  title: '更多新词',
  help: '在同一次训练里学会，每个词有自己的图片。它们从起始文字的向量开始，留空则从零开始；只有第一个词可以从短语、平均值或词库里的词开始。',
  number: '第 {number} 个附加的词',
  name: '名字',
  startText: '起始文字',
  vectors: '向量数',
  pictures: '图片',
  choose: '请选择…',
  set: { one: '{count} 张图片，{date}', other: '{count} 张图片，{date}' },
  current: '在第一张卡片里',
  files: '选择图片',
  reading: '正在读取…',
  add: '增加一个词',
  remove: '去掉',
} satisfies Text['further'];

export const timing = {
  label: '所需时间',
  value: '约 {time}，到 {end}',
  atMost: '最多约 {time}，到 {end}',
  more: '预览和测量另计。',
  unknown: '最初几步时测量',
} satisfies Text['timing'];
