/** Failures of pictures, captions, masks and taggers. Form and rules as in failures.ts. */
export const pictureFailures = {
  'worker.died': { what: '在页面旁边干活的一个后台程序中断了：{message}', run: '只有它正在处理的那个文件没有完成，其余都好。', next: '请再处理一次那个文件。若再次发生，请关闭其他标签页腾出内存，或换一张小一些的图片。' },
};
