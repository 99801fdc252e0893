/** Answers to a person who goes on typing: never out of order, never one for each key. */
import { expect, test } from 'vitest';
import { Latest } from '../../../src/app/logic/prepare/latest';

/** Questions are answered by hand. */
function slow() {
  const open = new Map<string, { answer: () => void; fail: () => void }>();
  const [asked, shown, failed]: string[][] = [[], [], []];
  const latest = new Latest<string, string>(
    (question) => {
      asked.push(question);
      return new Promise((resolve, reject) => open.set(question, { answer: () => resolve(`${question}!`), fail: () => reject(new Error(question)) }));
    },
    (answer) => shown.push(answer),
    (_, question) => failed.push(question),
  );
  const settle = async (question: string, how: 'answer' | 'fail' = 'answer') => {
    open.get(question)![how]();
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { latest, asked, shown, failed, settle };
}

test('what was overtaken is never asked, the newest always is', async () => {
  const { latest, asked, shown, settle } = slow();
  for (const question of ['a', 'b', 'c', 'd']) latest.ask(question);
  expect(asked).toEqual(['a']);
  await settle('a');
  expect(asked).toEqual(['a', 'd']);
  await settle('d');
  expect(shown).toEqual(['a!', 'd!']);
});

test('what was forgotten is not shown, what was asked after it is', async () => {
  const { latest, shown, settle } = slow();
  latest.ask('a');
  latest.forget();
  latest.ask('b');
  await settle('a');
  await settle('b');
  expect(shown).toEqual(['b!']);
});

test('a failure that was overtaken is not told; it does not stop the next', async () => {
  const { latest, shown, failed, settle } = slow();
  latest.ask('a');
  latest.ask('b');
  await settle('a', 'fail');
  await settle('b', 'fail');
  latest.ask('c');
  await settle('c');
  expect([failed, shown]).toEqual([['b'], ['c!']]);
});
