import type { embeddingFailures as english } from '../en/embedding-failures';

/** 嵌入文件和嵌入卡片的失败。 */
export const embeddingFailures: typeof english = {
  'embedding.none': { what: '文件里没有嵌入（其中张量数：{tensors}）。', run: '没有添加任何内容。', next: '请选择嵌入的 .pt、.bin 或 .safetensors 文件，或它的 PNG 卡片。完整的模型请在“模型”里添加。' },
  'embedding.shape': { what: '张量“{name}”的形状是 {shape}，嵌入不会是这个形状。', run: '没有从这个文件添加任何内容。', next: '文件可能已损坏或另有用途：请重新下载，或向作者索取 Stable Diffusion 的嵌入。' },
  'embedding.dtype': { what: '“{name}”的向量所用的数据类型（{dtype}）不是嵌入会用的。', run: '没有从这个文件添加任何内容。', next: '请寻找以 32 位、16 位或 bfloat16 保存的版本。' },
  'embedding.too-large': { what: '看起来像嵌入的张量共占 {bytes}，最多只读 {limit}。', run: '没有从这个文件添加任何内容。', next: '这不太可能是嵌入：请检查是否选对了文件。' },
  'embedding.picture': { what: '这里无法解码这张图片（格式：{format}）。', run: '无法查看其中的内容。', next: '请换一个浏览器，或在不改变尺寸的情况下把图片无损另存为 PNG。' },
  'embedding.card-none': { what: '这张图片里看不到嵌入。', run: '没有添加任何内容。', next: '嵌入卡片的左右两侧有噪点条纹。如果原来有，这份很可能被裁剪、大幅缩小或存成了 JPEG，请寻找原图。' },
  'embedding.card-content': { what: '卡片里有数据，但不是嵌入。', run: '没有添加任何内容。', next: '请向制作者索取 .pt 或 .safetensors 文件。' },
  'embedding.card-scaled': { what: '图片的尺寸被改动过，其中的嵌入因此损坏。', run: '无法从这份图片中恢复。', next: '请寻找原始尺寸的图片；很多网站上在“原图”或“下载”处。' },
  'embedding.card-lossy': { what: '图片经过有损压缩（例如 JPEG），其中的嵌入因此损坏。', run: '无法从这份图片中恢复。', next: '请寻找原来的 PNG。把这份再转成 PNG 没有用：丢失的数据回不来。' },
  'embedding.card-cropped': { what: '图片被裁剪过，边缘少了行或列，其中的嵌入因此损坏。', run: '无法从这份图片中恢复。', next: '请寻找原始尺寸的图片。噪点条纹里的每一个像素都不能少。' },
  'embedding.card-changed': { what: '噪点条纹里的一些像素被改动过（涂抹、水印、滤镜或缩放），图片中的嵌入因此损坏。', run: '无法从这份图片中恢复。', next: '请寻找编辑之前的原图。' },
  'png.damaged': { what: '这个 PNG 在第 {at} 字节处损坏。', run: '无法读取。', next: '请重新下载；如果还是这样，请换一份。' },
  'png.kind': { what: '这种 PNG（颜色类型 {type}，{depth} 位）不可能是嵌入卡片。', run: '没有添加任何内容。', next: '卡片是 8 位的 RGB 或 RGBA PNG。如果它原来是卡片，转换时数据已经丢失，请寻找原图。' },
  'png.too-large': { what: '图片太大（{width} × {height}），不可能是嵌入卡片。', run: '没有读取。', next: '请检查是否选对了文件。' },
  'png.text-too-large': { what: '这个 PNG 自称含有 {bytes} 的文字，最多只读 {limit}。', run: '没有读取这段文字。', next: '这不太可能是嵌入卡片：请检查是否选对了文件。' },
  'zlib.too-large': { what: '数据解压后超过 {limit}。', run: '已停止读取，以免内存耗尽。', next: '嵌入不会这么大。文件已损坏或是恶意制作的：请不要使用。' },
  'embedding.too-many': { what: '文件声称含有 {count} 个词；最多读取 {most} 个。', run: '没有添加其中任何内容。', next: '请向制作者索取单独的文件。' },
};
