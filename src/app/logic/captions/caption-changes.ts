/** Changes of captions that can be taken back: each remembers what stood there before. */
import type { Picture } from '../../../store/records';

export interface CaptionChange {
  id: string;
  before: string;
  after: string;
}

/** Those that change something, for pictures that are there. */
export function realChanges(pictures: readonly Picture[], captions: ReadonlyMap<string, string>): CaptionChange[] {
  return pictures.flatMap(({ id, caption }) => {
    const after = captions.get(id) ?? caption;
    return after === caption ? [] : [{ id, before: caption, after }];
  });
}

/** The captions of one side, where the picture is still there and still has that of the other: what came later is not lost. */
export function captionsBack(pictures: readonly Picture[], changes: readonly CaptionChange[], side: 'before' | 'after'): Map<string, string> {
  const now = new Map(pictures.map(({ id, caption }) => [id, caption]));
  const other = side === 'before' ? 'after' : 'before';
  return new Map(changes.filter((change) => now.get(change.id) === change[other]).map((change) => [change.id, change[side]]));
}

/** New captions by id, but for pictures whose caption has changed since they were asked for. */
export function answered(asked: readonly Picture[], after: readonly string[], now: readonly Picture[]): Map<string, string> {
  const same = new Set(now);
  return new Map(asked.flatMap((picture, i) => (same.has(picture) ? [[picture.id, after[i]] as const] : [])));
}
