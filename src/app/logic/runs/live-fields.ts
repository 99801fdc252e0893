/** Which field of the settings each live change is about. */
import type { LiveSettings } from '../../../train/settings';
import type { DraftKey } from '../fields/draft';

export const LIVE_FIELDS: readonly { live: keyof LiveSettings; field: DraftKey }[] = [
  { live: 'rate', field: 'rate' },
  { live: 'saveEvery', field: 'saveEvery' },
  { live: 'previewEvery', field: 'previewEvery' },
  { live: 'previewPrompt', field: 'previewPrompt' },
];
