/** Waiting for what a page shows or keeps later: two cores under load draw late, and what never comes still fails. */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';

/** Milliseconds. */
export const PATIENCE = 90_000;

const soon = () => sleep(50);

/** Until `read` gives just this value; what it gives instead is in the error. @param {() => Promise<unknown>} read */
export async function becomes(read, expected, patience = PATIENCE) {
  for (const end = Date.now() + patience; ; await soon()) {
    const value = await read();
    if (isDeepStrictEqual(value, expected)) return;
    if (Date.now() > end) assert.deepEqual(value, expected);
  }
}

const MOMENT = 10_000;

/**
 * Presses, as often as a person would, until `there` is shown: on a busy machine a list may move between the looking and the
 * pressing, and the press goes beside it.
 */
export async function pressUntil(button, there) {
  for (const end = Date.now() + PATIENCE; Date.now() < end; ) {
    await button.click({ timeout: MOMENT }).catch(() => undefined);
    if (await there.waitFor({ timeout: MOMENT }).then(() => true, () => false)) return;
  }
  await there.waitFor({ timeout: MOMENT });
}

/** Runs in the page: answers a button that asks once more. */
function answer(buttons) {
  const asking = buttons.find((button) => button.classList.contains('asked'));
  asking?.click();
  return !!asking;
}

/**
 * Presses a button that asks once more in its own place (parts/SureButton.svelte). It waits four seconds for the second
 * press, which may come later on a busy machine: then it is asked again. `button`: found by what does not change with
 * its label.
 */
export async function pressSurely(button) {
  do await button.click();
  while (!(await button.evaluateAll(answer)));
}
