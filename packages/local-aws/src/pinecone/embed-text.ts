import { wordsOf } from './text-words.ts';

/** Numbers in an embedding. Fewer let unlike words collide: at 512, unrelated texts come near related ones. */
export const EMBEDDING_DIMENSIONS = 2_048;

/** What a feature counts: a word, all three-letter parts of a word together, and two words side by side. */
const WEIGHTS = { word: 1, parts: 2, pair: 0.2 };
const PART_LENGTH = 3;
/** A longer text has its first pieces and its whole embedded. */
const MAX_PIECES = 64;

/**
 * A text as a vector of length 1, the same on every machine: hashed words, parts of words and pairs of words. Texts
 * that share words or stems come out close, whatever the language; synonyms do not.
 *
 * @see https://en.wikipedia.org/wiki/Feature_hashing
 */
export function embedText(text: string): Float32Array {
  const vector = new Float32Array(EMBEDDING_DIMENSIONS);
  for (const [feature, weight] of featuresOf(wordsOf(text))) {
    const hash = hashOf(feature);
    const sign = hash >>> 31 === 0 ? 1 : -1;
    const place = hash % EMBEDDING_DIMENSIONS;
    vector[place] = (vector[place] ?? 0) + sign * Math.sqrt(weight);
  }
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}

/** The texts of which a record's vectors are made: the whole, and each of its sentences, so that one can be found. */
export function piecesOf(text: string): readonly string[] {
  const sentences = text.split(/(?<=[.!?;:])\s+|\n+/u).filter((sentence) => sentence.trim() !== '');
  return [...new Set([text, ...sentences.slice(0, MAX_PIECES)])];
}

function featuresOf(words: readonly string[]): ReadonlyMap<string, number> {
  const features = new Map<string, number>();
  const add = (feature: string, weight: number): void => {
    features.set(feature, (features.get(feature) ?? 0) + weight);
  };
  for (const [index, word] of words.entries()) {
    add(`word ${word}`, WEIGHTS.word);
    if (index > 0) add(`pair ${words[index - 1]} ${word}`, WEIGHTS.pair);
    const bounded = `<${word}>`;
    const parts = bounded.length - PART_LENGTH + 1;
    for (let start = 0; start < parts; start += 1) {
      add(`part ${bounded.slice(start, start + PART_LENGTH)}`, WEIGHTS.parts / parts);
    }
  }
  return features;
}

/** FNV-1a with MurmurHash3's finalizer, which spreads it over all bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
