/** 词库的失败信息。形式和规则同 failures.ts。 */
export const libraryFailures = {
  'library.widths': { what: '这些词属于不同的模型：它们的向量分别有 {a} 和 {b} 个数。', run: '没有生成新词。', next: '请选择在同一类模型上训练的词。' },
  'library.weights': { what: '各个权重相加为零。', run: '没有生成新词。', next: '请至少给一个词更大的权重。' },
  'library.vectors': { what: '这些词合起来有 {count} 个向量；一句提示词最多容纳 {most} 个。', run: '没有生成新词。', next: '请少选几个词，或取它们的平均。' },
  'library.none': { what: '没有选择任何词。', run: '没有生成新词。', next: '请至少选择一个词。' },
};
