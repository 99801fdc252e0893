// Builds the page into dist/ quietly; for start, demo and the end-to-end tests.
import { build } from 'vite';

/** Vite's own warnings still reach the terminal. */
export async function buildPage() {
  const begun = performance.now();
  await build({ logLevel: 'warn' });
  console.log(`built dist/ in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
}
