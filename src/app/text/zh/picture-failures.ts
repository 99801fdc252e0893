/** Failures of pictures, captions, masks and taggers. Form and rules as in failures.ts. */
export const pictureFailures = {
  'worker.died': { what: '在页面旁边干活的一个后台程序中断了：{message}', run: '只有它正在处理的那个文件没有完成，其余都好。', next: '请再处理一次那个文件。若再次发生，请关闭其他标签页腾出内存，或换一张小一些的图片。' },
  'caption.pattern': { what: '这个正则表达式读不懂：{message}', run: '标注没有任何改动。', next: '请改正，或关掉正则表达式，按原样查找这些字。' },
  'caption.pattern-group': { what: '这个正则表达式的圆括号没有配对，或者用到了不存在的分组。', run: '标注没有任何改动。', next: '每个“(”都要有“)”。括号本身请写成 \\( 和 \\)。' },
  'caption.pattern-class': { what: '这个正则表达式的方括号或花括号没有配对，或者像 [z-a] 这样的范围写反了。', run: '标注没有任何改动。', next: '每个“[”都要有“]”。括号本身请写成 \\[ 和 \\{。' },
  'caption.pattern-repeat': { what: '这个正则表达式里，“*”“+”“?”或 花括号里的次数 前面没有可重复的内容，或者次数写反了。', run: '标注没有任何改动。', next: '请在它前面写上内容，例如“.*”表示任意文字。星号本身请写成 \\*。' },
  'caption.pattern-escape': { what: '这个正则表达式里，有个反斜杠后面的字符不能转义。', run: '标注没有任何改动。', next: '请去掉这个反斜杠；反斜杠本身请写成 \\\\。' },
  'caption.pattern-slow': { what: '这个正则表达式 {seconds} 秒还没算完，已经停下。', run: '标注没有任何改动，页面照常可用。', next: '像 (a+)+ 这样重复套重复会没完没了：请换个写法，或按原样查找这些字。' },
};
