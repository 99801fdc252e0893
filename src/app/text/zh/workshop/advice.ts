/** 经验对这组图片的看法。每条：看到了什么，为什么要紧，该怎么办。 */
import type { Text } from '../../en';

export const advice = {
  title: '经验之谈',
  lead: '针对这组图片和当前的设置。仅供参考，不会妨碍您训练。',
  sizes: {
    first: { one: '{count} 张图片：只够先试一试。', other: '{count} 张图片：只够先试一试。' },
    thing: { one: '{count} 张图片：学一件东西够了，学一种风格偏少。', other: '{count} 张图片：学一件东西够了，学一种风格偏少。' },
    enough: { one: '{count} 张图片：达到了教程建议的数量。', other: '{count} 张图片：达到了教程建议的数量。' },
    many: { one: '{count} 张图片：很充足，可以多用一些向量。', other: '{count} 张图片：很充足，可以多用一些向量。' },
  },
  word: '正在评估的图片属于',
  wordNumber: '第 {number} 个词',
  elsewhere: '这里只做评估；要更换，请在设置里为这个词另选图片。其他面板显示的是第一个词的图片。',
  none: '还没有为这个词选择图片。',
  warnings: { one: '{count} 条警告', other: '{count} 条警告' },
  notes: { one: '{count} 条提示', other: '{count} 条提示' },
  fine: '没有需要警告的地方',
  severities: { warn: '警告', note: '提示', good: '良好' },
  list: '值得注意的地方',
  good: '没有问题的地方',
  measuring: '正在查看图片：{done} / {total}',
  unmeasured: {
    one: '有 {count} 张图片无法查看，判断模糊、背景和重复时没有算上它。',
    other: '有 {count} 张图片无法查看，判断模糊、背景和重复时没有算上它们。',
  },
  pictures: '涉及的图片',
  pairs: '几乎相同的图片',
  more: { one: '再显示 {count} 张', other: '再显示 {count} 张' },
  look: '看 {name} 的原图',
  close: '关闭',
  pair: '一对：{one} 和 {other}',
  remove: '移除',
  removeSure: '确定移除？',
  removeName: '移除 {name}',
  openView: { captions: '去写标注', prepare: '去裁剪', tagging: '去自动打标', masks: '去画蒙版', advice: '查看建议' },
  setVectors: { one: '改用 {count} 个向量', other: '改用 {count} 个向量' },
  setBatch: { one: '改为每步 {count} 张', other: '改为每步 {count} 张' },
  setBuckets: { on: '保留每张图的形状', off: '全部裁成同一形状' },
  setMask: { on: '只学蒙版之内', off: '整张图都学' },
  link: { one: '这组图片有 {count} 条警告', other: '这组图片有 {count} 条警告' },
  eye: {
    title: '只有您能看出来的',
    thing: [
      '每张图片都是同一件东西，没有别的东西抢眼。',
      '角度、光线、远近各不相同。',
      '上面没有遮挡：没有文字、水印，也没有手。',
    ],
    style: [
      '每张图片都是同一种风格，像出自同一人之手。',
      '内容各不相同：人、景、物都有。它们的共同点就是会学到的东西。',
      '没有文字、水印和边框，除非这本来就是风格的一部分。',
    ],
  },
  rules: {
    'count-first': {
      what: { one: '只有 {count} 张图片，非常少。', other: '只有 {count} 张图片，非常少。' },
      why: '图片这么少，新词学到的会是图片本身，连同光线和背景。论文里学一件东西用三到五张，教程建议 {enough} 张以上。',
      next: '再添加一些同一主题的图片，彼此差别越大越好。',
    },
    'count-thing': {
      what: { one: '{count} 张图片，学一件东西够了。', other: '{count} 张图片，学一件东西够了。' },
      why: '论文里用三到五张就学会了一件东西。教程建议 {enough} 张以上，因为图片少，学出的词不容易换个样子画出来。',
      next: '如果每张预览都像其中某一张图，就再添加一些。',
    },
    'count-few': {
      what: { one: '{count} 张图片，学风格或角色偏少。', other: '{count} 张图片，学风格或角色偏少。' },
      why: '教程建议 {enough} 张以上。少数几张图碰巧的共同点会一并学进去，分不清哪些才是风格。',
      next: '再添加一些，或者当作一次尝试。“物体”预设对数量要求较低。',
    },
    'count-enough': {
      what: '{count} 张图片，达到了教程建议的数量。',
      why: '有 {enough} 张以上，个别图片的特点就会相互抵消。',
      next: '',
    },
    'vectors-many': {
      what: { one: '只有 {count} 张图片，{vectors} 个向量偏多。', other: '只有 {count} 张图片，{vectors} 个向量偏多。' },
      why: '新词能记住的越多，就越容易把图片死记下来，不再听从提示词。教程的做法：不到一百张用 3 个，三百张以上用 24 个。',
      next: '按教程，这里用 {advised} 个。',
    },
    'vectors-few': {
      what: { one: '{count} 张图片只用 {vectors} 个向量，可以再多些。', other: '{count} 张图片只用 {vectors} 个向量，可以再多些。' },
      why: '这么多图片的内容，几个向量装不下。教程的做法：不到一百张用 3 个，三百张以上用 24 个。每个向量都会占用提示词的长度。',
      next: '按教程，这里用 {advised} 个。',
    },
    'vectors-fit': {
      what: '向量个数与图片数量相称。',
      why: '教程的做法：不到一百张用 3 个，三百张以上用 24 个。',
      next: '',
    },
    'steps-unseen': {
      what: '{pictures} 张图片里只有 {seen} 张轮得到。',
      why: '{steps} 步一共只看 {seen} 张图，而每张都看过一遍之后才会重复。',
      next: '增加步数，或者增加每步的图片数。',
    },
    'batch-repeats': {
      what: '每步要用 {batch} 张图，而一共只有 {pictures} 张。',
      why: '同一张图会在一步里出现几次，只会更慢，学不到新东西。',
      next: '每步的图片数不要超过图片总数。',
    },
    'size-small': {
      what: { one: '有 {count} 张图片小于训练尺寸。', other: '有 {count} 张图片小于训练尺寸。' },
      why: '它们会被放大到 {width} × {height}。多出来的像素是补出来的，新词会把这种发虚的样子一起学去。',
      next: '换更大的版本、不用它们，或者改用更小的训练尺寸。',
    },
    'size-enough': {
      what: '每张图片都足够大。',
      why: '没有一张需要放大到 {width} × {height}。',
      next: '',
    },
    'ratio-cut': {
      what: { one: '有 {count} 张图片会被裁掉三分之一或更多。', other: '有 {count} 张图片会被裁掉三分之一或更多。' },
      why: '按同一形状训练时只保留中间部分，头和脚常常在外面，新词就只学到半件东西。',
      next: '手动裁剪，把长图拆开，或者保留每张图的形状。',
    },
    'ratio-mixed': {
      what: { one: '横图和竖图混在一起，有 {count} 张会被裁掉三分之一或更多。', other: '横图和竖图混在一起，有 {count} 张会被裁掉三分之一或更多。' },
      why: '没有一种形状适合两者，无论怎么选，总有一类会被裁掉很多。',
      next: '保留每张图的形状，或者逐张裁剪。',
    },
    'ratio-fit': {
      what: '图片形状与训练尺寸相称。',
      why: '每张图片都只裁掉一点。',
      next: '',
    },
    'blur-soft': {
      what: { one: '有 {count} 张图片没有一处是清晰的。', other: '有 {count} 张图片没有一处是清晰的。' },
      why: '模糊也会被学进去，画出来的图就会发虚。雾景和纯净的天空也可能被误判。',
      next: '点开原图仔细看看，去掉确实模糊的。',
    },
    'blur-none': {
      what: '每张图片都有清晰的地方。',
      why: '如果有模糊的图，模糊也会被学进去。',
      next: '',
    },
    'alike-pairs': {
      what: { one: '有 {count} 张图片与另一张几乎相同。', other: '有 {count} 张图片与另一张几乎相同。' },
      why: '出现两次就算两次，其中的背景和姿势会被当成新词的一部分学进去。',
      next: '每对留下较好的一张。特意制作的翻转副本不在此列。',
    },
    'alike-none': {
      what: '没有两张图片几乎相同。',
      why: '如果有，出现两次就会算两次。',
      next: '',
    },
    'ground-busy': {
      what: { one: '有 {count} 张图片的背景不干净。', other: '有 {count} 张图片的背景不干净。' },
      why: '主体周围的东西会一起被学进去。教程建议用干净的背景，或者让背景各不相同。',
      next: '在标注里写明它在什么地方，画上蒙版，或者换别的图片。',
    },
    'ground-plain': {
      what: '{pictures} 张图片里有 {plain} 张背景干净。',
      why: '主体周围没有多少会被误学的东西。如果背景全是同一种颜色，这种颜色仍可能被学进去：可以在标注里写上，例如“on a white background”。',
      next: '',
    },
    'captions-none': {
      what: '还没有标注。',
      why: '学风格时，标注说明画面里有什么，这样留给新词去学的就只有画法。',
      next: '给每张图片写几个词，或者先用自动打标。',
    },
    'captions-unused': {
      what: { one: '有 {count} 张图片写了标注，但没有句子用到。', other: '有 {count} 张图片写了标注，但没有句子用到。' },
      why: '设置里选的句子没有 [filewords]，也就是放标注的位置。',
      next: '如果要用上标注，请在设置里选含标注的句子。',
    },
    'captions-missing': {
      what: { one: '有 {count} 张图片没有标注，而其他图片有。', other: '有 {count} 张图片没有标注，而其他图片有。' },
      why: '没有标注的图片，全部内容都会算到新词头上；其他标注排除掉的东西又会被学回来。',
      next: '把缺的标注补上。',
    },
    'captions-same': {
      what: '所有标注都一样。',
      why: '每张都写同样的话，等于什么也没有区分，标注里的词反而会分走新词该学的内容。',
      next: '写出各自不同的地方：地点、光线、姿势、衣着。',
    },
    'captions-all': {
      what: '每张图片都有标注。',
      why: '标注里说明了的，就不会再算到新词头上。',
      next: '',
    },
    'captions-named': {
      what: { one: '有 {count} 条标注写出了要学的东西：{names}。', other: '有 {count} 条标注写出了要学的东西：{names}。' },
      why: '标注里说明了的，就不会留给新词去学。如果标注已经写出它是什么，新词就不必再学了。',
      next: '从标注里删掉它，只写它周围的东西。',
    },
    'mask-unused': {
      what: { one: '有 {count} 张图片带蒙版或透明部分，但没有用上。', other: '有 {count} 张图片带蒙版或透明部分，但没有用上。' },
      why: '透明部分会变成白色，而白色也照样会学。打开蒙版后，只学蒙版之内的部分。',
      next: '除非您就是要白色背景，否则请打开蒙版。',
    },
    'mask-used': {
      what: { one: '有 {count} 张图片带蒙版。', other: '有 {count} 张图片带蒙版。' },
      why: '蒙版以外的部分几乎不会被学到。',
      next: '',
    },
    'mask-nothing': {
      what: '蒙版已打开，但没有一张图片带蒙版。',
      why: '没有蒙版的图片，整张都会学。',
      next: '去画蒙版，或者把它关掉。',
    },
  },
} satisfies Text['advice'];
