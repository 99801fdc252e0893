/** What advice takes from the fields as they stand. */
import { isOwnTemplate, type Draft, type Preset } from '../fields/draft';
import { linesOf, readTemplates } from '../fields/read-field';
import type { Size } from '../../../images/probe-size';
import type { AdviceSettings } from './advice';

/** `trained`: the size of the model as it stands, once it has told. */
export function adviceSettings(draft: Draft, preset: Preset, trained?: Size): AdviceSettings {
  const number = (text: string): number => (text.trim() === '' ? NaN : Number(text));
  return {
    preset,
    vectors: number(draft.vectors),
    vectorsFree: draft.startKind !== 'phrase' && draft.startKind !== 'embedding',
    steps: number(draft.steps),
    batch: number(draft.batch),
    accumulate: number(draft.accumulate),
    ...sizeOf(draft, trained),
    buckets: draft.buckets === 'on',
    maskLoss: draft.maskLoss === 'on',
    usesCaptions: sentencesOf(draft).some((line) => line.includes('[filewords]')),
    word: draft.name,
    startKind: draft.startKind,
    startText: draft.startText,
  };
}

/** Width and height stand at the model's usual size until somebody types others. */
function sizeOf({ size, width, height }: Draft, trained: Size | undefined): Size {
  if (size === 'own' && trained) return { width: trained.width, height: trained.height };
  return size === 'own' || size === 'other' ? { width: Number(width), height: Number(height) } : { width: Number(size), height: Number(size) };
}

/** Own sentences may be empty still, which is not for advice to complain of. */
const sentencesOf = (draft: Draft): string[] => (isOwnTemplate(draft.template) ? linesOf(draft.templateText) : readTemplates(draft));
