import { describe, expect, it } from 'vitest';
import { EMA_PREFIX, plainName } from '../../src/checkpoints/names/ema-names';
import { headerOf, open, under, type Header } from './headers';

const UNET = 'model.diffusion_model.';

/** As LitEma names them. */
const dotless = (name: string): string => EMA_PREFIX + name.replaceAll('.', '');

/** With averaged weights beside the plain ones, or in their place. */
function withEma(header: Header, instead = false): Header {
  const averaged = [...under(header, UNET)].map(([name, tensor]) => [dotless(name), tensor] as const);
  const rest = [...header].filter(([name]) => !instead || !name.startsWith(UNET));
  return new Map([...rest, ...averaged, ['model_ema.decay', { dtype: 'F32', shape: [] }], ['model_ema.num_updates', { dtype: 'I32', shape: [] }]]);
}

it.each(['sd15', 'sd21'] as const)('puts the dots back into every name of %s', (model) => {
  const names = [...under(headerOf(model), UNET).keys()];
  expect(names.length).toBeGreaterThan(600);
  expect(names.map((name) => plainName(name.replaceAll('.', '')))).toEqual(names);
});

it('takes no name apart that is none', () => {
  for (const name of ['', 'input_blocks', 'input_blocks00', 'input_blocks00 weight', 'out0weights', 'nothing']) expect(plainName(name)).toBeUndefined();
});

describe('averaged weights', () => {
  it('beside plain ones are a choice; plain by default', async () => {
    const header = withEma(headerOf('sd15'));
    const averaged = new Map([...header].reverse()); // the averaged ones first, so that places tell which are read
    for (const [ema, isFirst] of [[undefined, false], [false, false], [true, true]] as const) {
      const { hasEma, unexpected, weights, sources } = await open(averaged, { ema });
      expect({ hasEma, unexpected }).toEqual({ hasEma: true, unexpected: [] });
      const places = [...weights.unet!.values()].map(({ entry }) => entry.end / sources[0].source.size);
      expect(Math.max(...places) < 0.5).toBe(isFirst);
      expect(Math.min(...places) > 0.4).toBe(!isFirst);
    }
  });

  it('alone are used', async () => {
    const { weights, hasEma, unexpected } = await open(withEma(headerOf('sd21'), true));
    expect({ hasEma, unexpected, size: weights.unet!.size }).toEqual({ hasEma: false, unexpected: [], size: (await open(headerOf('sd21'))).weights.unet!.size });
  });

  it('asked for where there are none leave the plain ones', async () => {
    expect((await open(headerOf('sd15'), { ema: true })).hasEma).toBe(false);
  });
});
