/** @file A part of the page that pictures, folders and zips can be dropped on: spread `handlers` on its element. */
import { Failure, failureData } from '../../../failure';
import { droppedPaths } from '../../platform/dropped-files';
import type { Notices } from '../../state/notices.svelte';
import type { Pictures } from '../../state/pictures/pictures.svelte';
import { tellReport, type ReadReport } from '../../state/pictures/read-pictures';

export class PictureDrop {
  /** something is held over it */
  over = $state(false);

  constructor(
    private readonly pictures: Pick<Pictures, 'add'>,
    private readonly notices: Pick<Notices, 'add' | 'guard'>,
  ) {}

  readonly handlers = {
    ondragover: (event: DragEvent) => {
      event.preventDefault();
      this.over = true;
    },
    ondragleave: () => (this.over = false),
    ondrop: (event: DragEvent) => {
      event.preventDefault();
      this.over = false;
      return this.notices.guard(() => this.take(event.dataTransfer));
    },
  };

  /** What cannot be read, a link to nowhere say, is told and keeps nothing else out. */
  private async take(transfer: DataTransfer | null): Promise<void> {
    const refused: ReadReport['refused'] = [];
    const refuse = (name: string) => refused.push({ name, failure: failureData(new Failure('picture.unreadable', { name })) });
    const files = await droppedPaths(transfer, refuse);
    if (refused.length) tellReport({ found: refused.length, twice: 0, refused }, (error, level) => this.notices.add(error, level));
    await this.pictures.add(files);
  }
}
