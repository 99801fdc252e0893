/** Fields that have no effect as things stand: their text is kept but not judged, and most are not shown. */
import { isOwnTemplate, type Draft, type DraftKey } from './draft';

const sizeIdle = ({ size }: Draft): boolean => size !== 'other';
const previewSizeIdle = ({ previewSize }: Draft): boolean => previewSize !== 'other';
const unclipped = ({ clipMode }: Draft): boolean => clipMode === 'off';
const followsStart = ({ startKind }: Draft): boolean => startKind === 'phrase' || startKind === 'embedding';

const nameless = ({ nameWords }: Draft): boolean => nameWords === 'off';

const IDLE: Partial<Record<DraftKey, (draft: Draft) => boolean>> = {
  startText: ({ startKind }) => startKind === 'embedding',
  startId: ({ startKind }) => startKind !== 'embedding',
  vectors: followsStart,
  clipValue: unclipped,
  clipScaled: unclipped,
  width: sizeIdle,
  height: sizeIdle,
  templateText: ({ template }) => !isOwnTemplate(template),
  wordPattern: nameless,
  wordJoin: (draft) => nameless(draft) || draft.wordPattern === '',
  patience: ({ best }) => best !== 'stop',
  previewWidth: previewSizeIdle,
  previewHeight: previewSizeIdle,
};

export const isIdle = (key: DraftKey, draft: Draft): boolean => IDLE[key]?.(draft) ?? false;
