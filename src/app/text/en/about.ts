/** Whose work comes along with the app. */
export const about = {
  title: 'About and licences',
  made: 'The bundled model was trained for this app, from nothing, on the flat drawings of Fluent Emoji and on Twemoji’s. The bundled pictures are theirs, Noto Emoji’s and the coloured ones of Fluent Emoji.',
  owners: 'Names and trademarks stay with their owners, who do not endorse this app.',
  tokens: 'Token table: CLIP, OpenAI, MIT',
  faces: 'Face finder: OpenCV’s Haar cascade frontalface_alt2, Intel and Rainer Lienhart, Intel licence (BSD)',
  texts: 'Licence texts',
  ofModel: 'model',
  ofPictures: 'pictures',
  ofTokens: 'token table',
  ofFaces: 'face finder',
};
