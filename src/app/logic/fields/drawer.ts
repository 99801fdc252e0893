/** The drawer "Under the hood": every field but the four above it, in named groups. */
import type { Text } from '../../text/en';
import type { DraftKey } from './draft';

export interface DrawerGroup {
  group: keyof Text['groups'];
  keys: DraftKey[];
}

export const DRAWER: DrawerGroup[] = [
  { group: 'word', keys: ['startKind', 'negative'] },
  {
    group: 'learning',
    keys: ['rate', 'cosine', 'warmup', 'batch', 'accumulate', 'clipMode', 'clipValue', 'clipScaled', 'seed'],
  },
  { group: 'sentences', keys: ['template', 'templateText', 'nameWords', 'wordPattern', 'wordJoin', 'shuffleTags', 'tagDropout', 'clipSkip'] },
  { group: 'pictures', keys: ['size', 'width', 'height', 'buckets', 'maskLoss', 'latentSampling', 'latentVae'] },
  { group: 'counts', keys: ['minSnr', 'huber', 'noiseOffset', 'normDecay', 'ema'] },
  {
    group: 'previews',
    keys: [
      'previewEvery', 'previewPrompt', 'previewNegative', 'sampler', 'previewSteps', 'guidance', 'previewSeed',
      'previewSize', 'previewWidth', 'previewHeight',
    ],
  },
  { group: 'measuring', keys: ['evalEvery', 'evalItems', 'best', 'patience'] },
  { group: 'saving', keys: ['saveEvery', 'embeddingEvery', 'cardEvery'] },
  { group: 'device', keys: ['recompute', 'storage'] },
];

export const DRAWER_KEYS: readonly DraftKey[] = DRAWER.flatMap(({ keys }) => keys);

/** Groups and fields whose label, help or A1111 name holds every part of `query`; a group's own name shows all of it. */
export function findFields(query: string, { fields, groups }: Pick<Text, 'fields' | 'groups'>): DrawerGroup[] {
  const parts = query.toLowerCase().split(/\s+/).filter(Boolean);
  const holds = (text: string): boolean => parts.every((part) => text.toLowerCase().includes(part));
  const found = DRAWER.map(({ group, keys }) => {
    const matching = keys.filter((key) => holds([fields[key].label, fields[key].help, fields[key].term].join('\n')));
    return { group, keys: holds(groups[group]) ? keys : matching };
  });
  return found.filter(({ keys }) => keys.length > 0);
}
