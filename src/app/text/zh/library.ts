import type { Text } from '../en';

export const library = {
  title: '词库',
  link: { one: '全部词（{count}）', other: '全部词（{count}）' },
  back: '返回训练',
  toList: '全部词',
  lead: '这台设备上的所有词：在这里学会的，或从文件带进来的。除非您保存或分享，否则什么都不会离开这台设备。',
  empty: '还没有词。可以学一个，也可以把词的文件拖到这里。',
  emptySearch: '没有符合的词。',
  showAll: '全部显示',
  gone: '词库里已经没有这个词了。',
} satisfies Text['library'];

export const wordsIn = {
  title: '添加词',
  drop: '把文件拖到这里，也可以粘贴',
  what: '支持 .pt、.bin、.safetensors，以及卡片：里面藏着词的图片（PNG，或无损 WebP、AVIF）。LoRA 里附带的词会单独取出。文件只当数据读取，其中的任何代码都不会运行。',
  pick: '选择文件',
  more: '从网址获取；支持哪些文件',
  address: '从网址获取',
  addressHelp: '一个文件的网址，或 https://huggingface.co/sd-concepts-library/name 这样的概念。只会访问该网站，以及它转到的服务器。',
  get: '获取',
  reading: { one: '正在读取 {count} 个文件…', other: '正在读取 {count} 个文件…' },
  fetching: '正在获取…',
  found: { one: '找到 {count} 个词', other: '找到 {count} 个词' },
  none: '没有找到词',
  ignored: '{file} 里还有不属于词的内容，未收入：{names}',
  namesMore: '{names} 等，另有 {count} 项',
  refused: '未采用：{file}',
  from: '{vectors}，来自{origin}',
  origin: '{container}，{form}',
  close: '关闭这份清单',
  forms: {
    a1111: 'A1111 的形式', original: '最初程序的形式', kohya: 'kohya 的形式', onetrainer: 'OneTrainer 的形式',
    clip: '双文本编码器的形式', token: 'diffusers 的形式', pair: 'diffusers 的 SDXL 成对文件', tensor: '单个张量',
    bundle: 'LoRA 附带的词',
  },
  containers: {
    'torch-zip': ' torch 文件', 'torch-legacy': ' torch 1.6 以前的文件', safetensors: ' safetensors 文件',
    'png-text': '卡片的文本块', 'png-pixels': '卡片的像素', pixels: '图片的像素', unknown: '文件',
  },
} satisfies Text['wordsIn'];

export const wordsOut = {
  save: '保存为',
  saveNamed: '保存为文件：{name}',
  forms: {
    pt: '.pt 文件', safetensors: '.safetensors 文件', bin: '.bin 文件', card: '卡片（PNG），A1111 样式', 'plain-card': '卡片（PNG），简洁样式',
  },
  formHelp: {
    pt: '用于 A1111、Forge、ComfyUI、SD.Next', safetensors: '用于以上程序和其他程序', bin: '用于 diffusers',
    card: '藏着词的图片', 'plain-card': '同上，图上的字更少',
  },
  share: '分享卡片…',
  shareHelp: '通过系统的分享功能',
  drag: '拖出页面即可保存为 {form}',
  writing: '正在写入…',
  zip: '打包保存 {count} 个（zip）',
  zipForm: '文件的形式',
} satisfies Text['wordsOut'];

export const words = {
  vectors: { one: '{count} 个向量', other: '{count} 个向量' },
  steps: { one: '{count} 步', other: '{count} 步' },
  size: '{count} × {width} 个数',
  sizeTwo: '{count} × {width} 和 {count} × {widthG} 个数',
  families: {
    sd1: 'Stable Diffusion 1.x 系列', sd2: 'Stable Diffusion 2.x 系列', sdxl: '属于 SDXL：已保留，但在这里无法使用',
    unknown: '属于别种模型：每个向量 {width} 个数',
  },
  family: '适用于',
  model: '所用模型',
  modelUnknown: '不详',
  noModel: '所用模型不详',
  hash: '模型哈希',
  date: '日期',
  dateAdded: '添加于',
  origin: '来源',
  originLearned: '在这台设备上学会',
  originMade: '在词库里制作',
  numbers: '向量',
  stepsLabel: '步数',
  choose: '选择 {name}',
  rename: '改名',
  renameField: '{name} 的新名字',
  renameHelp: '此后保存的文件都用新名字，文件内部也是。',
  renameSave: '保存',
  renameCancel: '取消',
  tags: '标签',
  tagsHelp: '用逗号分开。',
  notes: '备注',
  duplicate: '复制一份',
  goOn: '接着训练',
  remove: '删除',
  removed: { one: '已删除“{name}”。', other: '已删除 {count} 个词。' },
  undo: '撤销',
  inUse: '正在训练这个词，训练结束后才能删除。',
} satisfies Text['words'];

export const finding = {
  label: '查找词',
  search: '名字、标签、备注或模型',
  sort: '排序',
  sorts: { newest: '最新的在前', name: '按名字', steps: '步数多的在前' },
  tags: '按标签筛选',
  count: { one: '{count} 个词', other: '{count} 个词' },
  countOf: '{total} 个词中的 {count} 个',
  chosen: { one: '已选 {count} 个', other: '已选 {count} 个' },
  chooseAll: '选中所有显示的',
  chooseNone: '取消选择',
  compare: '比较',
  compareHelp: '选中两个词即可比较。',
  combine: '合成',
  deleteChosen: '删除',
} satisfies Text['finding'];

export const versions = {
  title: '这次训练的各个版本',
  lead: '学习途中保留下来的状态。带标记的就是现在的词；如果另一个更好，可以换成它。',
  step: '第 {step} 步',
  current: '现在的词',
  take: '用这个',
  takeNamed: '用这个：第 {step} 步',
} satisfies Text['versions'];

export const numbers = {
  title: '统计',
  lead: '与模型自己的 token 对照。',
  model: '模型',
  noModel: '存储的模型里，没有 token 宽度与这个词的向量（{width}）相同的，因此无从对照。',
  working: '正在计算…',
  norm: '长度',
  normHelp: '色带是模型九成 token 的长度范围（{low} 到 {high}），竖线是中位数（{median}）。教程认为，远远超出色带的向量是训练过度的迹象。',
  normOne: '长度 {value}，模型的中位数是 {median}',
  vector: '向量',
  nearest: '最接近的 token',
  nearestHelp: '旁边是余弦：1 表示方向相同。',
  part: '{text}…',
  toStart: '与起点',
  toStartHelp: '与起始向量的余弦：接近 1 说明几乎没有转向。',
  between: '向量之间',
  betweenHelp: '余弦：接近 1 的向量说的是同一件事，可以减少数量。',
  betweenMost: '最相似的是 {a} 和 {b}：{value}。平均 {mean}。',
  fewer: '共 {count} 个，只显示前 {shown} 个。',
  showAll: '全部显示',
} satisfies Text['numbers'];

export const comparing = {
  title: '比较',
  swap: '左右互换',
} satisfies Text['comparing'];

export const combining = {
  title: '合成新词',
  lead: '用 {count} 个词合成一个新词，原来的词保持不变。',
  way: '方式',
  ways: { blend: '平均', chain: '依次相接' },
  wayHelp: {
    blend: '向量按权重混合，得到介于几者之间的样子。权重小于 0 表示远离那个词。',
    chain: '新词依次说出每一个词，向量数也相应增加：{count} 个。',
  },
  weight: '{name} 的权重',
  share: '占 {percent}',
  name: '新词的名字',
  make: '合成',
  noWeight: '权重加起来等于零：请至少加大一个词的权重。',
} satisfies Text['combining'];

export const naming = {
  'known-word': '模型本来就认识这个词：它自成一个 token，凡是用到它的提示词都会改变。',
  same: '提示词无法把它和“{other}”区分开：两者 token 相同，只能找到其中一个。',
  contains: '它包含另一个词的名字“{other}”。提示词先找较长的名字，因此其中的“{other}”不会被找到。',
  within: '它是另一个词名“{other}”的一部分。提示词里写“{other}”时，找到的是那个词而不是这个。',
  more: { one: '类似的还有 {count} 个。', other: '类似的还有 {count} 个。' },
} satisfies Text['naming'];
