/** From fields to what is done to pictures, and back. */
import { AUTO_SIZE_ON, FOCAL_ON, PREPARE_DEFAULTS, SPLIT_ON, type Flip, type PrepareOptions } from '../../../images/prepare/options';
import type { Size } from '../../../images/probe-size';
import type { PartKey, PrepareDraft } from './draft';

const FLIPS: Flip[] = ['horizontal', 'vertical', 'both'];
const onOff = (on: boolean): string => (on ? 'on' : 'off');

/** Of fields without problems. */
export function readOptions(draft: PrepareDraft): PrepareOptions {
  const { width, height, keepOriginal, existing } = draft;
  const on = (part: PartKey): boolean => draft[part] === 'on';
  return {
    width: Number(width),
    height: Number(height),
    ...(draft.sizes === 'ratio' ? { step: Number(draft.step) } : {}),
    keepOriginal: keepOriginal === 'on',
    flips: FLIPS.filter((flip) => draft[flip] === 'on'),
    existing: existing as PrepareOptions['existing'],
    ...(on('split') ? { split: { threshold: Number(draft.threshold), overlap: Number(draft.overlap) } } : {}),
    ...(on('focal') ? { focal: focalOf(draft) } : {}),
    ...(on('autoSize') ? { autoSize: autoSizeOf(draft) } : {}),
  };
}

function focalOf({ face, entropy, edges, debug }: PrepareDraft): PrepareOptions['focal'] {
  return { face: Number(face), entropy: Number(entropy), edges: Number(edges), debug: debug === 'on' };
}

function autoSizeOf(draft: PrepareDraft): PrepareOptions['autoSize'] {
  const [minSide, maxSide, minArea, maxArea, threshold] = [draft.minSide, draft.maxSide, draft.minArea, draft.maxArea, draft.error].map(Number);
  return { minSide, maxSide, minArea, maxArea, objective: draft.objective === 'error' ? 'error' : 'area', threshold };
}

/** A1111's defaults, but for the size: that of the model. `step`: pixels that its sizes come in. */
export function standardDraft(own: Size, step: number): PrepareDraft {
  const { keepOriginal, existing } = PREPARE_DEFAULTS;
  const { minSide, maxSide, minArea, maxArea, objective, threshold } = AUTO_SIZE_ON;
  return {
    sizes: 'one', width: String(own.width), height: String(own.height), step: String(step),
    keepOriginal: onOff(keepOriginal), horizontal: 'off', vertical: 'off', both: 'off', existing,
    split: 'off', threshold: String(SPLIT_ON.threshold), overlap: String(SPLIT_ON.overlap),
    focal: 'off', face: String(FOCAL_ON.face), entropy: String(FOCAL_ON.entropy), edges: String(FOCAL_ON.edges), debug: onOff(FOCAL_ON.debug),
    autoSize: 'off', objective, error: String(threshold),
    minSide: String(minSide), maxSide: String(maxSide), minArea: String(minArea), maxArea: String(maxArea),
  };
}
