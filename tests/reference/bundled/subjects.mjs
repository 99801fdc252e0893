/**
 * @file What the small world consists of. Near-doubles (clock faces, moons, mailboxes, most yellow faces), people, symbols,
 * flags and skin tones are left out of taught.txt: they would drown the rest, and fewer subjects are learned sooner.
 */
import { readFileSync } from 'node:fs';

/** drawing set, as captions call it -> npm package under @iconify-json */
export const SETS = { fluent: 'fluent-emoji-flat', twemoji: 'twemoji', noto: 'noto' };

/** the drawing set that training never sees */
export const HELD_OUT_SET = 'noto';

/** Subjects that training sees in no set, nor anything with that word in its name. */
export const HELD_OUT =
  'octopus rocket cactus guitar hedgehog pizza sunflower umbrella snowman strawberry teapot penguin'.split(' ');

/** What the held-out set shows when it is given as a style: common subjects, all of them taught in the other sets. */
export const STYLE_PICTURES =
  'airplane automobile balloon banana bell birthday-cake books butterfly camera cat-face cherry-blossom crown dog-face fish fox gem-stone hammer hot-beverage house ice-cream key lemon lion mushroom owl panda red-apple sailboat tulip turtle'.split(' ');

/** @returns {{ name: string, kind: string }[]} the subjects taught; `name` with hyphens, `kind` one word ("animal") */
export function taughtSubjects() {
  const text = readFileSync(new URL('taught.txt', import.meta.url), 'utf8');
  const lines = text.split('\n').filter((line) => line && !line.startsWith('#'));
  return lines.flatMap((line) => {
    const [kind, names] = line.split(': ');
    return names.split(' ').map((name) => ({ name, kind }));
  });
}

/** The held-out subject a name speaks of, if any: "closed-umbrella" is an umbrella. */
export const heldOutIn = (name) => HELD_OUT.find((subject) => name.split('-').includes(subject));
