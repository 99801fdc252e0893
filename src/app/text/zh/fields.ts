import type { Text } from '../en';

export const fields = {
  name: { label: '新词', help: '以后写在提示词里的样子。可用字母、数字、“.”、“_”、“-”和空格。', term: 'Name' },
  startText: { label: '起始文字', help: '意思相近的词。新词从那里出发。', term: 'Initialization text' },
  vectors: { label: '向量数', help: '这个词能装下多少，1 到 75。越多细节越好，占用的提示词也越多。', term: 'Number of vectors per token' },
  steps: { label: '步数', help: '看图并调整的次数。', term: 'Max steps' },
  rate: { label: '学习率', help: '每一步走多远。也可写成计划：0.02:100, 0.005 表示第 100 步起改变。', term: 'Embedding Learning rate' },
  batch: { label: '每步图片数', help: '越多越稳，占用显存也越多。', term: 'Batch size' },
  accumulate: { label: '每步轮数', help: '累加几轮再走一步：更稳，更慢，不多占显存。', term: 'Gradient accumulation steps' },
  template: { label: '句子', help: '练习新词用的提示词。[name] 是新词，[filewords] 是图片说明。', term: 'Prompt template' },
  templateText: { label: '自己的句子', help: '一行一句，每句都含 [name]。', term: 'Prompt template file' },
  seed: { label: '种子', help: '同一设备上，种子和设置相同，学到的词逐位相同。', term: '' },
  clipMode: { label: '限制梯度', help: '拦住走得太远的个别步。', term: 'Gradient Clipping' },
  clipValue: { label: '上限', help: '单个数的最大值，或整个梯度的最大长度。', term: 'Gradient clip value' },
  size: { label: '图片尺寸', help: '图片会裁剪成这个尺寸。越大细节越多，占用的显存和时间也越多。', term: 'Width, Height' },
  width: { label: '宽', help: '单位为像素。', term: 'Width' },
  height: { label: '高', help: '单位为像素。所有图片都裁剪成这个形状。', term: 'Height' },
  storage: { label: '显卡上的数值', help: '“自动”在显卡支持时用 16 位。32 位占用两倍显存。', term: '' },
  recompute: { label: '重新计算', help: '中间结果用时再算一遍而不保留：省显存，但较慢，学到的词相同。“自动”在显卡看起来较小时启用。', term: '' },
  latentVae: { label: '处理图片的 VAE', help: '把图片变成用来学习的内容。教程建议这里不用附加的 VAE：可选模型自带的，或另一个已存储的。', term: 'SD VAE' },
  saveEvery: { label: '每隔几步保存', help: '关掉标签页最多损失这么多步。', term: 'Save a copy of embedding to log directory every N steps' },
  evalEvery: { label: '每隔几步测量', help: '在固定测试集上量损失，曲线更平稳。0：只在开始和结束时。', term: '' },
  evalItems: { label: '固定测试集大小', help: '越大越准，也越慢。', term: '' },
  previewEvery: { label: '每隔几步预览', help: '0：只在要求时。', term: 'Save an image to log directory every N steps' },
  previewPrompt: { label: '预览提示词', help: '用 [name] 代表新词。留空则用第一句。', term: 'Prompt (from txt2img)' },
  previewNegative: { label: '预览中不要的', help: '预览应避开的内容。', term: 'Negative prompt' },
  sampler: { label: '采样器', help: '预览从噪声中画出的方法。', term: 'Sampling method' },
  previewSteps: { label: '预览步数', help: '越多越干净，也越慢。', term: 'Sampling steps' },
  guidance: { label: '引导强度', help: '预览有多听提示词的话。', term: 'CFG Scale' },
  previewSeed: { label: '预览种子', help: '种子相同，预览才好比较。', term: 'Seed' },
} satisfies Text['fields'];

export const choices = {
  template: { subject: '关于物体', 'subject-captions': '关于物体，含说明', style: '关于风格', 'style-captions': '关于风格，含说明', emoji: '一个表情', 'emoji-style': '表情风格，含说明', own: '我自己的' },
  clipMode: { off: '关', value: '按单个值', norm: '按整体长度' },
  size: { own: '模型本来的尺寸', 32: '32 × 32', 48: '48 × 48', 96: '96 × 96', 128: '128 × 128', 256: '256 × 256', 384: '384 × 384', 512: '512 × 512', 768: '768 × 768', other: '其他' },
  storage: { auto: '自动', f16: '16 位', f32: '32 位' },
  recompute: { auto: '自动', on: '开', off: '关' },
  latentVae: { model: '模型正在使用的', own: '模型自带的，而不是附加的' },
  sampler: { ddim: 'DDIM', euler_a: 'Euler a' },
} satisfies Text['choices'];

export const groups = { learning: '学习', memory: '尺寸与显存', previews: '预览', safety: '保存与测量' } satisfies Text['groups'];
