/** @file A part of the page that pictures, folders and zips can be dropped on: spread `handlers` on its element. */
import { droppedPaths } from '../../platform/dropped-files';
import type { OfferedPicture } from '../../logic/offered-pictures';

export class PictureDrop {
  /** something is held over it */
  over = $state(false);

  constructor(private readonly add: (offered: OfferedPicture[]) => Promise<unknown>) {}

  readonly handlers = {
    ondragover: (event: DragEvent) => {
      event.preventDefault();
      this.over = true;
    },
    ondragleave: () => (this.over = false),
    ondrop: async (event: DragEvent) => {
      event.preventDefault();
      this.over = false;
      await this.add(await droppedPaths(event.dataTransfer));
    },
  };
}
