/** Tags that are faces: their underscores are no spaces. Danbooru's, as the WD14 taggers' own demo lists them. */
export const EMOTICONS: ReadonlySet<string> = new Set([
  '0_0', '(o)_(o)', '+_+', '+_-', '._.', '<o>_<o>', '<|>_<|>', '=_=', '>_<', '3_3', '6_9', '>_o', '@_@', '^_^', 'o_o', 'u_u', 'x_x', '|_|', '||_||',
]);
