import type { Question } from './question.ts';

/** A word with its inner apostrophes, in any script. */
const WORD = /[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}\p{N}]+)*/gu;
const SENTENCE_END = /[.!?;:,\n]/;

/**
 * The signals of a question that a text holds: whole words, in any case, next to each other where there are several.
 *
 * @returns each once, in the order of the question's data
 */
export function findSignals({ signals }: Question, text: string): string[] {
  const words = ` ${plainWords(text)} `;
  return Object.values(signals)
    .flat()
    .filter((signal) => words.includes(` ${plainWords(signal)} `));
}

/** The words of a text with one blank between them, and a bar where a sentence or a part of one ends. */
function plainWords(text: string): string {
  const plain = text.normalize('NFKC').toLowerCase();
  let words = '';
  let end = 0;
  for (const { 0: word, index } of plain.matchAll(WORD)) {
    words += SENTENCE_END.test(plain.slice(end, index)) ? ` | ${word}` : ` ${word}`;
    end = index + word.length;
  }
  return words.trim().replaceAll(/['’]/g, ' ');
}
