/** The worker that changes captions and looks for regular expressions in them and in file names: those that never end are ended with it. */
import { expose } from 'comlink';
import { fileWords } from '../src/images/file-words';
import { editCaptions } from '../src/images/tags/edits';
import { compileFind } from '../src/images/tags/find';
import type { CaptionEditsApi } from './api';
import { carryFailures } from './failures';

const api: CaptionEditsApi = {
  ready: async () => undefined,
  matches: async (captions, find) => {
    const found = compileFind(find);
    return captions.map((caption) => found.test(caption));
  },
  edit: async (captions, edit) => editCaptions(captions, edit),
  fileWords: async (names, rules) => {
    const words = fileWords(rules);
    return names.map((name) => words({ name, caption: '' }));
  },
};

carryFailures();
expose(api);
