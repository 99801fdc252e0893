/** One axis of a bicubic resize, as Pillow's Image.resize(BICUBIC): a = −1/2. What taggers were trained with. */
import { kernelAxis, type Axis, type Kernel } from './lanczos';

const A = -0.5;

export const BICUBIC: Kernel = {
  reach: 2,
  at(signed) {
    const x = Math.abs(signed);
    if (x < 1) return ((A + 2) * x - (A + 3)) * x * x + 1;
    return x < 2 ? (((x - 5) * x + 8) * x - 4) * A : 0;
  },
};

export const bicubicAxis = (size: number, length: number): Axis => kernelAxis(BICUBIC, { size, scale: size / length, length });
