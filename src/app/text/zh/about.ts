/** 随应用附带的他人作品。 */
import type { Text } from '../en';

export const about: Text['about'] = {
  title: '关于与许可',
  made: '内置模型是专为本应用从零训练的，用的是 Fluent Emoji 的扁平图画和 Twemoji 的图画。内置图片来自这两套表情、Noto Emoji 以及 Fluent Emoji 的彩色立体图画。',
  owners: '名称和商标归各自所有者所有，他们并未为本应用背书。',
  tokens: '词元表：CLIP，OpenAI，MIT',
  faces: '人脸检测：OpenCV 的 Haar 级联 frontalface_alt2，Intel 与 Rainer Lienhart，Intel 许可证（BSD 类）',
  texts: '许可证全文',
  ofModel: '模型',
  ofPictures: '图片',
  ofTokens: '词元表',
  ofFaces: '人脸检测',
};
