/** Failures of pictures, captions, masks and taggers. Form and rules as in failures.ts. */
export const pictureFailures = {
  'worker.died': { what: 'A part of this app that works beside the page broke off: {message}', run: 'The one file it was at was not done; all others are.', next: 'Do it again for that one. If it happens again, close other tabs to free memory, or take a smaller picture.' },
  'caption.pattern': { what: 'This regular expression cannot be read: {message}', run: 'No caption was changed.', next: 'Correct it, or switch regular expressions off to look for the letters as they are.' },
  'caption.pattern-group': { what: 'In this regular expression the round brackets do not match, or a group in it is not known.', run: 'No caption was changed.', next: 'Close every “(” with a “)”. Write \\( and \\) for brackets that are letters.' },
  'caption.pattern-class': { what: 'In this regular expression a square or curly bracket is not closed, or a range such as [z-a] runs backwards.', run: 'No caption was changed.', next: 'Close every “[” with a “]”. Write \\[ and \\{ for brackets that are letters.' },
  'caption.pattern-repeat': { what: 'In this regular expression “*”, “+”, “?” or a count in braces has nothing to repeat, or counts backwards.', run: 'No caption was changed.', next: 'Put something before it, such as “.*” for anything. Write \\* for a star that is a letter.' },
  'caption.pattern-escape': { what: 'In this regular expression a backslash stands before something that it cannot change.', run: 'No caption was changed.', next: 'Leave the backslash out, or write \\\\ for a backslash that is a letter.' },
  'caption.pattern-slow': { what: 'This regular expression took longer than {seconds} seconds and was stopped.', run: 'No caption was changed; the page works on.', next: 'Repeats inside repeats, such as (a+)+, take endless time: write it without, or look for the letters as they are.' },
};
