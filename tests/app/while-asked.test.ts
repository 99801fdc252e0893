import { expect, test } from 'vitest';
import { whileAsked } from '../../workers/while-asked';

/** An answer that is given by hand, and the listener the worker was handed. */
function worker() {
  const held = {} as { say: (message: string) => void; answer: (value: number) => void; fail: (reason: Error) => void };
  const ask = (say: (message: string) => void) => new Promise<number>((answer, fail) => Object.assign(held, { say, answer, fail }));
  return { held, ask };
}

test('what comes in after the answer is not heard', async () => {
  const heard: string[] = [];
  const { held, ask } = worker();
  const answer = whileAsked((message: string) => heard.push(message), ask);
  held.say('half');
  held.answer(7);
  expect(await answer).toBe(7);
  held.say('all of it, late');
  expect(heard).toEqual(['half']);
});

test('nor after a failure, which is passed on', async () => {
  const heard: string[] = [];
  const { held, ask } = worker();
  const answer = whileAsked((message: string) => heard.push(message), ask);
  held.fail(new Error('torn'));
  await expect(answer).rejects.toThrow('torn');
  held.say('late');
  expect(heard).toEqual([]);
});
