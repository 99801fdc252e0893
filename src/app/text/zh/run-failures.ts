/** 训练设置与训练过程的失败信息。形式和规则同 failures.ts。 */
export const runFailures = {
  'start.phrase': { what: '短语有 {tokens} 个 token，而新词有 {vectors} 个向量。', run: '训练没有开始。', next: '请输入 1 到 {most} 个 token 的短语；向量数会随之而定。' },
  'start.average': { what: '没有可取平均的词。', run: '训练没有开始。', next: '请输入几个词，用逗号隔开，例如 cat, dog。' },
  'start.missing': { what: '词库里没有作为起点的那个词。', run: '训练没有开始。', next: '请从词库另选一个词，或改为从文字开始。' },
  'start.width': { what: '“{name}”的向量有 {width} 个数，而这个模型的有 {need} 个。', run: '训练没有开始。', next: '请选择为同类模型制作的词。' },
};
