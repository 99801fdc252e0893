import type { Text } from '../en';

export const kernels: Text['kernels'] = {
  title: '如何为这块显卡分块计算',
  software: '这个浏览器用处理器代替显卡计算，用的是专为它准备的算法，没有可挑选的余地。',
  table: '采用默认表（{vendor}）。用这个模型第一次训练时，会先花几秒钟把其他做法计时比较一次。',
  vendors: { nvidia: 'NVIDIA 显卡', amd: 'AMD 显卡', intel: 'Intel 显卡', apple: 'Apple 显卡', other: '未知厂商的显卡' },
  measured: { one: '{date}用{clock}测得，耗时 {seconds} 秒：共 {count} 种形状的矩阵乘法和卷积。', other: '{date}用{clock}测得，耗时 {seconds} 秒：共 {count} 种形状的矩阵乘法和卷积。' },
  clocks: { gpu: '显卡自己的时钟', wall: '电脑的时钟' },
  changed: { one: '其中 {count} 种有比默认表更快的做法。', other: '其中 {count} 种有比默认表更快的做法。' },
  unchanged: '默认表里的做法每次都是最快的。',
  holds: '结果只用于这块显卡、这种结构的模型和本应用的这个版本；换了图片尺寸会另外补测。已经开始的训练沿用开始时的做法；再次测量之后才开始的训练，结果的最后几位可能不同。',
  now: '现在测量', again: '重新测量', busy: '正在测量，第 {done} 种，共 {total} 种……', begun: '正在测量……',
};
