/** The fields of a change of many captions; they stay while a picture is open. */
import type { CaptionEdit } from '../../../images/tags/edits';
import { parseTags } from '../../../images/tags/tags';

export const WHATS = ['add', 'remove', 'replace', 'tidy'] as const;

export class CaptionForm {
  what = $state<(typeof WHATS)[number]>('add');
  /** to add or remove; to remove by regular expression: that */
  tags = $state('');
  at = $state<'front' | 'end'>('end');
  find = $state('');
  by = $state('');
  within = $state<'tags' | 'text'>('tags');
  regular = $state(false);
  ignoreCase = $state(false);

  /** undefined where nothing is typed yet; to tidy up there are buttons */
  get edit(): CaptionEdit | undefined {
    if (this.what === 'add') return this.named((tags) => ({ kind: 'add', tags, at: this.at }));
    if (this.what === 'remove' && !this.regular) return this.named((tags) => ({ kind: 'remove', tags }));
    if (this.what === 'remove') return this.tags ? { kind: 'remove-found', find: this.looked(this.tags) } : undefined;
    const replaces = this.what === 'replace' && this.find !== '';
    return replaces ? { kind: 'replace', find: this.looked(this.find), by: this.by, within: this.within } : undefined;
  }

  private named(edit: (tags: string[]) => CaptionEdit): CaptionEdit | undefined {
    const tags = parseTags(this.tags);
    return tags.length ? edit(tags) : undefined;
  }

  private looked(text: string): { text: string; regular: boolean; ignoreCase: boolean } {
    return { text, regular: this.regular, ignoreCase: this.ignoreCase };
  }
}
