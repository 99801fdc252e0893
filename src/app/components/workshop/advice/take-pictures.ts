/** @file From a piece of advice to the panel that helps, with the pictures it means: captions show those alone, elsewhere the first is at hand. */
import type { App } from '../../../state/app.svelte';
import type { WorkshopView } from '../../../state/route.svelte';
import { prepareForm } from '../prepare/prepare-form.svelte';

/** `ids` of the pictures meant; none: all of them */
export function takePictures(app: App, view: WorkshopView, ids: readonly string[]): void {
  const first = app.pictures.list.find(({ id }) => ids.includes(id));
  if (view === 'captions') app.captions.showOnly(first ? ids : []);
  if (view === 'prepare') prepareForm(app).look(first);
  if (view === 'masks') app.masks.look(first);
}
