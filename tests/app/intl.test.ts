import { describe, expect, test } from 'vitest';
import { numbers, plurals, times } from '../../src/app/text/intl';

describe('a language’s rules', () => {
  test('are made once for the same language and options, and not shared by others', () => {
    expect(numbers('en', { maximumFractionDigits: 1 })).toBe(numbers('en', { maximumFractionDigits: 1 }));
    expect(numbers('en', { maximumFractionDigits: 1 }).format(0.25)).toBe('0.3');
    expect(numbers('en', { maximumFractionDigits: 2 }).format(0.25)).toBe('0.25');
    expect(numbers('de', { maximumFractionDigits: 2 }).format(0.25)).toBe('0,25');
    expect(numbers('en').format(1000)).toBe('1,000');
  });

  test('are of times and plurals too', () => {
    expect(times('en', { year: 'numeric', timeZone: 'UTC' }).format(0)).toBe('1970');
    expect([plurals('en').select(1), plurals('zh').select(1)]).toEqual(['one', 'other']);
  });
});
