import { describe, expect, it } from 'vitest';
import { fillTemplate, TEMPLATES } from '../../src/text/templates';

describe('templates', () => {
  it.each([['style', 19], ['style-captions', 19], ['subject', 27], ['subject-captions', 27]] as const)(
    '%s: %i lines, all different, each with the name once',
    (name, count) => {
      const lines = TEMPLATES[name];
      expect(new Set(lines).size).toBe(count);
      for (const line of lines) {
        expect(line.split('[name]').length).toBe(2);
        expect(line.split('[filewords]').length).toBe(name.endsWith('captions') ? 2 : 1);
        expect(line.replace('[name]', 'x').replace('[filewords]', 'y')).not.toMatch(/[[\]]|\s\s|^\s|\s$/);
      }
    },
  );
});

describe('fillTemplate', () => {
  it('fills every slot', () => {
    expect(fillTemplate('[name] and [name] of [filewords]', 'zorp', 'a cat')).toBe('zorp and zorp of a cat');
  });

  it('fills a name that the caption asks for, but no caption that the name asks for', () => {
    expect(fillTemplate('[filewords]!', 'zorp', 'my [name]')).toBe('my zorp!');
    expect(fillTemplate('[name]', '[filewords]', 'x')).toBe('[filewords]');
  });

  it('takes dollar signs as they stand', () => {
    expect(fillTemplate('[name], [filewords]', '$&', '$1')).toBe('$&, $1');
  });
});
