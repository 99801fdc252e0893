/** The log and the settings that A1111 leaves of a run: facts/a1111.md §1.7. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { fixed } from '../../src/formats/a1111-run/fixed';
import { safeFileName } from '../../src/formats/embeddings/safe-name';
import { RunFolder } from '../../src/formats/a1111-run/folder-tree';
import { lossCsv, stepsOfEpoch } from '../../src/formats/a1111-run/loss-csv';
import { settingsJson, type A1111Run } from '../../src/formats/a1111-run/settings-json';

/** What Python prints, for lists of numbers or texts. */
function python(program: string, input: unknown): string {
  return execFileSync('python3', ['-c', program], { input: JSON.stringify(input), encoding: 'utf8' });
}

const BEGUN = new Date(2024, 6, 27, 18, 5, 9);

describe('textual_inversion_loss.csv', () => {
  it('has A1111’s header, rows, numbers and line ends', () => {
    const log = [{ step: 1, loss: 0.123456789, rate: 0.005 }, { step: 2, loss: 1, rate: 0.005 }, { step: 3, loss: 0.25, rate: 1e-5 }];
    expect(lossCsv(log, 2)).toBe(
      'step,epoch,epoch_step,loss,learn_rate\r\n1,0,0,0.1234568,0.005\r\n2,0,1,1.0000000,0.005\r\n3,1,0,0.2500000,1e-05\r\n',
    );
  });

  it('has every n-th step where asked', () => {
    const log = Array.from({ length: 1000 }, (_, i) => ({ step: i + 1, loss: 0, rate: 1 }));
    expect(lossCsv(log, 10, 500).split('\r\n')).toEqual(['step,epoch,epoch_step,loss,learn_rate', '500,49,9,0.0000000,1.0', '1000,99,9,0.0000000,1.0', '']);
  });

  it('prints losses as Python does, ties too', () => {
    const values = [0, 1, 2 ** -8, 3 * 2 ** -8, 5 * 2 ** -8, 0.00000005, 123.45678905, 1e-9, 7 / 3];
    for (let i = 0; i < 500; i++) values.push(Math.fround(Math.abs(Math.sin(i * 12.9898)) * 2), i / 256);
    const expected = python('import json,sys\nfor v in json.load(sys.stdin): print("%.7f" % v)', values).trim().split('\n');
    expect(values.map((value) => fixed(value, 7))).toEqual(expected);
  });

  it('counts an epoch in whole batches and accumulations', () => {
    expect([stepsOfEpoch(5, 2, 1), stepsOfEpoch(10, 2, 2), stepsOfEpoch(1, 4, 4)]).toEqual([2, 2, 1]);
  });
});

const RUN: A1111Run = {
  begun: BEGUN, modelName: 'v1-5', modelHash: '0123456789', pictures: 5, vectors: 8, name: 'Ätsch "x"', rate: '0.05:10, 0.005', batch: 2,
  accumulate: 1, data: 'pictures', width: 512, height: 768, steps: 1000, clipMode: 'disabled', clipValue: '0.1',
  latentSampling: 'once', previewEvery: 500, embeddingEvery: 500, cards: true, template: 'template.txt', initialStep: 0,
};
const KEYS = [
  'datetime', 'model_name', 'model_hash', 'num_of_dataset_images', 'num_vectors_per_token', 'embedding_name', 'learn_rate', 'batch_size',
  'gradient_step', 'data_root', 'log_directory', 'training_width', 'training_height', 'steps', 'clip_grad_mode', 'clip_grad_value',
  'latent_sampling_method', 'create_image_every', 'save_embedding_every', 'save_image_with_stored_embedding', 'template_file', 'initial_step',
];

describe('settings-….json', () => {
  it('has A1111’s keys in their order', () => {
    expect(Object.keys(JSON.parse(settingsJson(RUN)) as object)).toEqual(KEYS);
    const preview = { prompt: 'a [name]', negative: '', steps: 20, sampler: 'DDIM', guidance: 7, seed: 1, width: 512, height: 512 };
    const more = JSON.parse(settingsJson({ ...RUN, preview })) as Record<string, unknown>;
    expect(Object.keys(more).filter((key) => !KEYS.includes(key))).toEqual([
      'preview_prompt', 'preview_negative_prompt', 'preview_steps', 'preview_sampler_name', 'preview_cfg_scale', 'preview_seed', 'preview_width', 'preview_height',
    ]);
    expect(settingsJson({ ...RUN, preview })).toContain('"preview_cfg_scale": 7.0');
  });

  it('is to the byte what Python writes of the same values', () => {
    const text = settingsJson({ ...RUN, modelHash: undefined });
    expect(python('import json,sys\nsys.stdout.write(json.dumps(json.loads(json.load(sys.stdin)), indent=4))', text)).toBe(text);
    expect(JSON.parse(text)).toMatchObject({ datetime: '2024-07-27 18:05:09', model_hash: null, embedding_name: 'Ätsch "x"', save_image_with_stored_embedding: true });
  });
});

it('puts files where A1111 does', () => {
  const folder = new RunFolder(safeFileName('my/word'), BEGUN);
  expect([folder.embedding(500), folder.image(500), folder.card(500), folder.csv, folder.settings]).toEqual([
    '2024-07-27/myword/embeddings/myword-500.pt', '2024-07-27/myword/images/myword-500.png', '2024-07-27/myword/image_embeddings/myword-500.png',
    '2024-07-27/myword/textual_inversion_loss.csv', '2024-07-27/myword/settings-2024-07-27-18-05-09.json',
  ]);
});
