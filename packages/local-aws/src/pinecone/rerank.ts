import { wordsOf } from './text-words.ts';

/** How soon a repeated word counts no more, and how much longer texts are held back: the usual values of BM25. */
const SATURATION = 1.2;
const LENGTH_SHARE = 0.75;

/**
 * Scores of texts for a query, from 0 to 1, in the texts' order: BM25 over these texts, as a share of what a text full
 * of the query's words would get. It stands for a reranking model, and like one it has another scale than cosines.
 *
 * @see https://en.wikipedia.org/wiki/Okapi_BM25
 */
export function rerankScores(query: string, texts: readonly string[]): readonly number[] {
  const queryWords = [...new Set(wordsOf(query))];
  const documents = texts.map((text) => wordsOf(text));
  const meanLength = documents.reduce((sum, words) => sum + words.length, 0) / documents.length;
  const weights = queryWords.map((word) => {
    const holding = documents.filter((words) => words.includes(word)).length;
    return Math.log(1 + (documents.length - holding + 0.5) / (holding + 0.5));
  });
  const most = weights.reduce((sum, weight) => sum + weight * (SATURATION + 1), 0);
  return documents.map((words) => {
    const restraint = SATURATION * (1 - LENGTH_SHARE + (LENGTH_SHARE * words.length) / meanLength);
    const score = queryWords.reduce((sum, queryWord, index) => {
      const count = words.filter((word) => word === queryWord).length;
      return sum + ((weights[index] ?? 0) * count * (SATURATION + 1)) / (count + restraint);
    }, 0);
    return score / most;
  });
}
