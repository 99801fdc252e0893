/** The library's worker: files of words in and out, and numbers about them, off the page's thread. */
import { expose } from 'comlink';
import { nameTroubles } from '../src/library/names';
import { sharedTokenizer } from './assets';
import { carryFailures } from './failures';
import { addAddress, addFiles } from './library/add';
import { blend, chain } from './library/combine';
import { exportAll, exportWord } from './library/export';
import { exportRun } from './library/export-run';
import { namedStatistics } from './library/statistics';
import type { LibraryApi } from './library-api';

const api: LibraryApi = {
  add: addFiles,
  addAddress,
  export: exportWord,
  exportAll,
  exportRun,
  statistics: namedStatistics,
  blend,
  chain,
  nameTroubles: async (name, others) => nameTroubles(name, others, await sharedTokenizer()),
};

carryFailures();
expose(api);
