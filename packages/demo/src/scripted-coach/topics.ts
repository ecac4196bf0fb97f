import type { Said } from './read-prompt.ts';
import { trainingKindOf } from './training-words.ts';
import { stem, tellingWords } from './words.ts';

/** Words that say something, but not what a text is about. */
const WEAK = new Set(
  `able ache aches actually ago almost although always another apart around aside away bad begin big bit bored bring build
  building came change changed check chose clean come coming compare completed consider cool course cut deep detail different
  difference easier easy eat eight either else end enough evening exactly far fast faster feel feeling feels feet felt
  fewer fine finished five found four free friend full fun glad go goes goal great half happy hard harder hate heard heavier heavy help
  high hit hope hour hours hurt hurts idea important including kind lately least left less light lighter lot low main
  managed matter maybe meant minute minutes moment month months morning move moved near new nice night noon normal number
  often old ones open ought part past people place plan planning played prefer pretty put question rather read ready
  recently rest room said seems self sessions set sets seven short show side since six skip skipped slept badly slow slower small someone sometimes
  somewhere soon sore start started state stay stop stopped strong stronger stuff ten than three thought tired together
  told tonight took tore torn tough track train training trying turn type understand unmotivated used week weekend weeks
  warm warming weight went whole wonder work working workout workouts worse worth wrong year years yesterday yet given giving send sent
  look looking minutes kg lb lbs km reps rep rpe five doing made gone structure improve fix properly safe days january
  february march april june july august september october november december monday tuesday wednesday thursday friday
  saturday sunday between during within session coming closely hear break fell tell talking`.split(/\s+/),
);
const PREPOSITIONS = new Set(['between', 'during', 'within', 'around', 'towards', 'against', 'since']);
const MAX_PHRASE_WORDS = 3;
const MAX_TOPICS = 5;

/**
 * What a text is about, in its own words of one to three: training first, then what is longest. Empty where its words
 * say nothing of that.
 */
export function topicsOf(text: string): string[] {
  const topics = phrasesOf(text)
    .map(withoutWeakEnds)
    .filter((words) => words.length > 0);
  const names = [...new Set(topics.map((words) => words.join(' ')))];
  return names.sort(byWeight).filter(saysMoreThanThoseBefore).slice(0, MAX_TOPICS);
}

/**
 * What a message is about, or else the last thing before it that the person has written about; or else the words of the
 * message that come nearest to it, such as "heavy sets".
 */
export function topicsInView(text: string, earlier: readonly Said[]): string[] {
  const own = topicsOf(text);
  if (own.length > 0) {
    return own;
  }
  const before = earlier.findLast(({ by, text: said }) => by === 'person' && topicsOf(said).length > 0);
  return before === undefined ? weakTopicsOf(text) : topicsOf(before.text);
}

function weakTopicsOf(text: string): string[] {
  const leadsOn = (word: string) => PREPOSITIONS.has(word.toLowerCase());
  const phrases = phrasesOf(text)
    .map((words) => words.slice(words.findLastIndex(leadsOn) + 1))
    .filter((words) => words.length > 1);
  return phrases.map((words) => words.slice(-MAX_PHRASE_WORDS).join(' ')).slice(0, 1);
}

/** The words of a text that say something, as they stand side by side. */
function phrasesOf(text: string): string[][] {
  const telling = new Set(tellingWords(text));
  const phrases: string[][] = [[]];
  for (const token of text.split(/\s+/)) {
    const word = token.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
    if (telling.has(word) && !/\d[x×]\d/.test(word)) {
      phrases.at(-1)?.push(word);
    }
    if (!telling.has(word) || /[.,;:!?]$/.test(token)) {
      phrases.push([]);
    }
  }
  return phrases;
}

function withoutWeakEnds(words: readonly string[]): string[] {
  const isWeak = (word: string) => WEAK.has(word.toLowerCase());
  const isStrong = (word: string) => !isWeak(word);
  const last = words.findLastIndex(isStrong);
  const kept = words.slice(0, last + 1).slice(-MAX_PHRASE_WORDS);
  return kept.some(isStrong) ? kept : [];
}

/** "squats" behind "heavy squats" says nothing new. */
function saysMoreThanThoseBefore(topic: string, index: number, topics: readonly string[]): boolean {
  const known = new Set(topics.slice(0, index).flatMap((before) => before.split(' ').map(stem)));
  return topic.split(' ').some((word) => !known.has(stem(word)));
}

function byWeight(one: string, other: string): number {
  const training = Number(trainingKindOf(other) !== undefined) - Number(trainingKindOf(one) !== undefined);
  return training === 0 ? longestWord(other) - longestWord(one) : training;
}

function longestWord(phrase: string): number {
  return Math.max(...phrase.split(' ').map((word) => word.length));
}
