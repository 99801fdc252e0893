/** Faces for focal cropping, in workers. */
import { greyOf } from '../src/images/crops/grey';
import { detectFaces, faceSize, scaleBoxes } from '../src/images/faces/detect';
import type { FaceDetector } from '../src/images/prepare/focus';
import type { PrepareOptions } from '../src/images/prepare/options';
import { resample } from '../src/images/resample';
import { sharedCascade } from './face-cascade';

/** One that sees nothing where faces weigh nothing. Throws `bundle.fetch`. */
export async function faceDetector({ focal }: PrepareOptions): Promise<FaceDetector> {
  if (!focal?.face) return () => [];
  const cascade = await sharedCascade();
  return (rgb, size) => {
    const small = faceSize(size);
    const grey = greyOf(resample(rgb, size.width, size.height, small.width, small.height));
    return scaleBoxes(detectFaces(grey, small.width, small.height, cascade), small, size);
  };
}
