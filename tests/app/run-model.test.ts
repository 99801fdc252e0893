/** The VAE and the size of the next run, as the chosen model has them. */
import { beforeEach, expect, test } from 'vitest';
import './runes';
import { App } from '../../src/app/state/app.svelte';
import { stored, vae } from './fakes/models';
import { bundled, fakeServices } from './fakes/services';

let app: App;

beforeEach(async () => {
  const fake = fakeServices();
  fake.models = [bundled, stored('sd'), vae('ft-mse')];
  app = new App(fake);
  await app.open();
});

test('may be another stored VAE; where the model has no use for it, it is the model’s', async () => {
  await app.models.choose('sd');
  app.setup.set('name', 'mug');
  app.setup.set('latentVae', 'ft-mse');
  expect(app.setup.settings().latentVae).toEqual({ modelId: 'ft-mse' });
  await app.removeModel(app.models.byId('ft-mse')!);
  expect(app.setup.settings().latentVae).toBe('model');
});

test('may be the checkpoint’s own beside an attached one', async () => {
  await app.models.choose('sd');
  expect(app.models.latentVaes).toEqual(['ft-mse']);
  await app.models.attachVae('sd', 'ft-mse');
  expect(app.models.latentVaes).toEqual(['own']);
});

test('sizes of a real model are not taken over to the bundled one', async () => {
  await app.models.choose('sd');
  app.setup.set('name', 'mug');
  app.setup.set('size', '768');
  expect(app.setup.settings()).toMatchObject({ width: 768, height: 768 });
  await app.models.choose('bundled');
  expect(app.setup.settings().width).toBeUndefined();
  await app.models.choose('sd');
  expect(app.setup.settings().width).toBe(768);
});

test('sides come in the model’s steps', () => {
  app.setup.sizeStep = 64;
  app.setup.set('size', 'other');
  app.setup.set('width', '500');
  expect(app.setup.problems).toEqual({ width: { code: 'settings.size', values: { value: 500, step: 64, most: 2048 } }, name: expect.anything(), height: undefined });
  app.setup.set('width', '640');
  app.setup.set('height', '384');
  expect(app.setup.nearest()).toMatchObject({ width: 640, height: 384 });
});
