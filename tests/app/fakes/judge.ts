/** A judge that reads what it says from the picture's bytes: `sharpness hash`. */
import { Failure } from '../../../src/failure';
import { alikePairs } from '../../../src/images/judge/alike';
import type { JudgeApi } from '../../../workers/judge-api';

/** Any file whose name begins with `dark` cannot be looked at. */
export function fakeJudge(): JudgeApi {
  return {
    look: async (picture, name) => {
      if (name.startsWith('dark')) throw new Failure('picture.unreadable', { name });
      const [sharpness, hash] = (await picture.text()).split(' ');
      return { sharpness: Number(sharpness), hash: hash.padStart(32, '0'), plain: 1, clear: 0 };
    },
    alike: async (hashes) => alikePairs(hashes),
  };
}
