import type { Text } from '../en';

export const page = {
  name: 'Pseudoword',
  tagline: '用几张图片和自己的显卡，教 Stable Diffusion 认识一个新词。',
  privacy: '一切都留在这台设备上：不上传，不注册，没有服务器。',
  skip: '跳到三张卡片',
  language: '语言',
  theme: '主题',
  themes: { system: '跟随系统', light: '浅色', dark: '深色' },
  tryNow: '立即试试',
  tryNowWhat: '用自带的图片和自带的模型学会“{word}”，只需点一下。',
  tryNowWait: '正在解压模型…',
  unavailable: '这个浏览器无法训练',
  problems: '问题与提醒',
  dismiss: '关闭',
  copy: '复制详情',
  copied: '已复制',
  newVersion: '新版本已就绪。',
  reload: '现在重新载入',
  later: '以后',
} satisfies Text['page'];

export const device = {
  label: '显卡',
  looking: '正在寻找显卡…',
  none: '没有可用的显卡',
  fallback: '软件模拟，较慢',
  storage: { f32: '32 位', f16: '16 位', packed: '16 位打包' },
  used: '浏览器存储已用 {used}，共 {quota}',
  persist: '请浏览器长期保留',
  persisted: '浏览器会长期保留',
  notPersisted: '空间不足时浏览器可能会清除',
} satisfies Text['device'];

export const model = {
  label: '模型',
  facts: '在这台设备上占 {size}。',
  factsBundled: '程序自带，在这台设备上占 {size}。',
  unpacking: '正在解压自带模型：{done} / {total}',
  importing: '正在导入“{name}”：{percent}%',
  none: '还没有模型',
  drop: '松开即可：模型文件或文件夹。',
  removeSure: '确定删除？',
} satisfies Text['model'];

export const pictures = {
  title: '图片',
  lead: '同一件东西或同一种风格的图片，三到二十张。',
  drop: '把图片、文件夹或 zip 拖到这里，也可以粘贴',
  pick: '选择图片',
  folder: '选择文件夹',
  reading: '正在读取第 {done} / {count} 张',
  readingWhat: '已读取的图片',
  readingStop: '停止读取',
  count: { one: '{count} 张图片', other: '{count} 张图片' },
  empty: '还没有图片。',
  caption: '{name} 的说明',
  captionHint: '图中还有什么',
  remove: '移除 {name}',
  removeAll: '全部移除',
  sets: '或者选一组自带图片',
  subject: '物体',
  style: '风格',
  setAside: '你自己的图片已放在一边。',
  bringBack: '放回来',
} satisfies Text['pictures'];

export const use = {
  title: '使用',
  lead: '这台设备上的词，最新的在前。',
  bring: '也可以把词的文件拖到这里：.pt、.bin、.safetensors 或卡片。',
  empty: '还没有学会的词。学会之后会出现在这里，文件只有几 KB。',
  download: '下载 {file}',
  remove: '删除 {name}',
  madeOn: '所用模型：{model}',
  noPreview: '没有预览',
  howTitle: '在 A1111 里怎么用',
  how: [
    '下载文件，放进 A1111（或 Forge、ComfyUI、SD.Next）的“embeddings”文件夹。',
    '在 Textual Inversion 标签页点刷新，或重启程序。',
    '在提示词里写上文件名：“a photo of {name} on a table”。',
  ],
  howModel: '它适用于文本编码器宽度与训练时相同的模型。',
} satisfies Text['use'];
