/** Stable Diffusion 1.5's sizes. */
export { SD15 } from '../../src/bench/models';
