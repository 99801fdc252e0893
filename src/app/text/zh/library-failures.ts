/** 词库的失败信息。形式和规则同 failures.ts。 */
export const libraryFailures = {
  'library.widths': { what: '这些词属于不同的模型：它们的向量分别有 {a} 和 {b} 个数。', run: '没有生成新词。', next: '请选择在同一类模型上训练的词。' },
  'library.weights': { what: '各个权重相加为零。', run: '没有生成新词。', next: '请至少给一个词更大的权重。' },
  'library.vectors': { what: '这些词合起来有 {count} 个向量；一句提示词最多容纳 {most} 个。', run: '没有生成新词。', next: '请少选几个词，或取它们的平均。' },
  'library.none': { what: '没有选择任何词。', run: '没有生成新词。', next: '请至少选择一个词。' },
  'library.gone': { what: '这个词已不在词库里。', run: '没有做任何事。', next: '请重新加载页面；可能在另一个标签页里删掉了。' },
  'library.file-large': { what: '文件有 {size} 字节；一个词最多 {most}。', run: '它被略过了。', next: '如果它是模型，请在模型页面添加。' },
  'library.address': { what: '“{text}”不是网址。', run: '没有下载任何内容。', next: '请粘贴以 https:// 开头的网址。' },
  'library.no-concept': { what: '“{name}”里没有学到的词。', run: '没有添加任何内容。', next: '请选择含有 learned_embeds.bin，或某个词的 .pt、.safetensors 文件的仓库。' },
  'library.families': { what: '这些词有的用于 SDXL，有的不是。', run: '没有生成新词。', next: '请选择用于同一类模型的词。' },
};
