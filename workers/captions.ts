/** The captions' worker: tokens, counted off the page's thread. */
import { expose } from 'comlink';
import type { CaptionsApi } from './api';
import { sharedTokenizer } from './assets';
import { carryFailures } from './failures';

const api: CaptionsApi = {
  tokens: async (text) => (await sharedTokenizer()).encode(text),
};

carryFailures();
expose(api);
