/** The importer's worker: reads, converts and hashes checkpoints off the page's thread. */
import { expose } from 'comlink';
import { carryFailures } from './failures';
import { createImporter } from './importing/importer';

carryFailures();
expose(createImporter());
