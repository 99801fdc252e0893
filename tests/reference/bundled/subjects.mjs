/**
 * @file What the small world consists of. Near-doubles (clock faces, moons, mailboxes, most yellow faces), people, symbols,
 * flags and skin tones are left out of taught.txt: they would drown the rest, and fewer subjects are learned sooner.
 */
import { readFileSync } from 'node:fs';

/** drawing set, as captions call it -> npm package under @iconify-json */
export const SETS = { fluent: 'fluent-emoji-flat', twemoji: 'twemoji', noto: 'noto', fluentcolor: 'fluent-emoji' };

/**
 * The drawing sets that training never sees. `fluentcolor` is the one that the page offers as a style: shaded where Fluent's flat
 * set, which is taught, has even colours, along nearly the same outlines. `noto` draws other outlines too.
 */
export const HELD_OUT_SETS = ['fluentcolor', 'noto'];

/** Subjects that training sees in no set, nor anything with that word in its name. */
export const HELD_OUT =
  'octopus rocket cactus guitar hedgehog pizza sunflower umbrella snowman strawberry teapot penguin'.split(' ');

/** Whose drawings of them are given together: one of each outline. */
export const SUBJECT_SETS = ['fluent', 'twemoji', 'noto'];

/** What a held-out set shows when it is given as a style: common subjects, all of them taught in the other sets. */
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
