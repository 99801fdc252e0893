/**
 * Svelte's runes as plain values, so that state classes run in Node without the compiler: what they hold and decide is
 * tested here, what follows from a change on the page in tests/e2e. Import before any .svelte.ts file.
 */
const identity = <T>(value: T): T => value;

Object.assign(globalThis, { $state: Object.assign(identity, { raw: identity }) });
