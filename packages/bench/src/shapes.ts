/** Answers to stream, by name: every contender, every round and every test uses the same tokens. */

/** One named answer. */
export interface Shape {
  readonly tokens: number;
  /** Words that the tokens are drawn from. */
  readonly words: readonly string[];
  readonly why: string;
}

const ENGLISH = [
  ' the',
  ' warm',
  'up',
  ' sets',
  ',',
  ' squat',
  ' and',
  ' rest',
  ' for',
  ' two',
  ' minutes',
  '.',
  " Let's",
];

/** The answers that are measured. */
export const SHAPES = {
  short: { tokens: 150, words: ENGLISH, why: 'a usual answer: what a stream costs before its first token counts' },
  long: { tokens: 10_000, words: ENGLISH, why: 'the longest answer: only the cost of a token counts' },
  mixed: {
    tokens: 2_000,
    words: [...ENGLISH, '\n\n', '**3 × 5**', ' "quoted"', ' 腰', 'を', ' 💪🏽', ' é', '\\', '\t', ' <br>'],
    why: 'line breaks, quotes and characters of two to four bytes',
  },
} as const satisfies Record<string, Shape>;

/** The name of an answer. */
export type ShapeName = keyof typeof SHAPES;

const SEED = 0x5eed;

/** The tokens of an answer: the same ones at every call. Joined, they are the answer's text. */
export function tokensOf(name: ShapeName): readonly string[] {
  const { tokens, words } = SHAPES[name];
  const random = mulberry32(SEED);
  return Array.from({ length: tokens }, () => words[Math.floor(random() * words.length)] ?? '');
}

/** A small generator of numbers in [0, 1) that depend on the seed alone. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
