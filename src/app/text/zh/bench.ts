/** 测速页：引擎在这块 GPU 上有多快。 */
import type { Text } from '../en';

export const bench: Text['bench'] = {
  title: '这块 GPU 有多快？',
  link: '测一测在这块 GPU 上训练有多快',
  back: '返回卡片',
  lead: '用随机权重测量引擎各部分以及一个完整训练步的耗时，并与这块 GPU 在同一时间里能达到的最高速度对照。不保存、不上传任何内容；想分享结果，复制即可。测量期间请不要训练，否则两者会争用 GPU。',
  software: '这个浏览器用处理器代替 GPU 来计算：请选“极小”结构。即使这样也要一分钟左右。',
  model: '模型结构',
  models: { sd15: 'SD 1.5（需 2.3 GB 以上）', small: '通道数为其四分之一', tiny: '极小：只看能否运行' },
  sizes: '图片尺寸',
  size: '{size} × {size}',
  ops: '逐项测量矩阵乘法、卷积和注意力',
  profile: '按算子拆分一个训练步',
  start: '开始测量',
  cancel: '取消',
  progress: '测量进度',
  now: '{done} / {total}：{name}',
  parts: { tiles: '这里哪种分块最快', peak: 'GPU 的最高速度', profile: '一个训练步的各个算子' },
  nothing: '请至少选择一个尺寸。',
  columns: { name: '测量项', time: '耗时', speed: '速度（GFLOP/s）', peak: '占峰值' },
  peak: '这块 GPU 达到的最高速度：{gflops} GFLOP/s，{bandwidth} GB/s。',
  gap: '{size}：放不下。{what}',
  copy: '复制为文本',
  copied: '已复制',
  text: '文本形式的结果',
  ended: '已取消。取消前测得的结果见下方。',
};
