import { readCues } from './cues.ts';
import { tellsOfGoal, tellsOfHealth, tellsOfLiking } from './memory-kind.ts';
import { type Prompt, readTranscript, type Said } from './read-prompt.ts';
import { topicsOf } from './topics.ts';
import { understand } from './understand.ts';
import { listed, sentencesOf, sharedWords, shorten, withoutCommand, withoutStop } from './words.ts';

const MIN_NARRATIVE_WORDS = 150;
const MAX_NARRATIVE_WORDS = 290;
const MAX_ITEMS = 6;
const MAX_ITEM_CHARACTERS = 180;
const MAX_TAGS = 5;
/** Sentences that a summary takes over from the one before it. */
const MAX_CARRIED = 3;
const WROTE = 'They wrote:';

const MOOD =
  /\b(?:tired|unmotivated|motivated|stressed|stressful|nervous|anxious|happy|proud|frustrated|excited|sad|bored|great|strong|weak|exhausted|confident|worried|insane|unsure)\b/gi;
const SESSION_LENGTH =
  /\b(\d{1,3})[\s-]?(?:minute|min)s?\b[^.?!]{0,30}\b(?:sessions?|workouts?|on weekdays|a day|at most)\b|\b(?:only have|sessions? of|at most) (\d{1,3}) ?min/i;
const APPROACH =
  /\b(?:linear progression|block periodi[sz]ation|polari[sz]ed training|progressive overload|deload(?: week)?|mobility work|\dx\d|conditioning|hypertrophy|tempo work|zone 2)\b/gi;

type Facts = Readonly<Record<string, string>>;

/** What a summary says, in the shape that its tool asks for. */
interface Summary {
  readonly narrative: string;
  readonly currentGoals: readonly string[];
  readonly recentProgress: readonly string[];
  readonly preferences: Facts;
  readonly methodology: Facts;
  readonly emotionalState: Facts;
  readonly keyInsights: readonly string[];
  readonly importantContext: readonly string[];
  readonly tags: readonly string[];
}

/** The summary of a conversation: of what it holds, and of the summary before it. */
export function summarize({ fences, text }: Prompt): Summary {
  const said = readTranscript(fences.get('conversation') ?? text);
  const before = readBefore(fences.get('previous_summary') ?? '');
  const asPerson = said.filter(({ by }) => by === 'person');
  const statements = asPerson.flatMap(({ text: words }) =>
    readCues(withoutCommand(words))
      .filter(({ asks }) => !asks)
      .map((cue) => cue.text),
  );
  const all = asPerson.map(({ text: words }) => words).join('\n');
  const facts = {
    currentGoals: merged(statements.filter(tellsOfGoal), before.currentGoals),
    recentProgress: merged(
      asPerson.filter((message) => isReport(message)).map(({ text: words }) => withoutCommand(words)),
      before.recentProgress,
    ),
    importantContext: merged(statements.filter(tellsOfHealth), before.importantContext),
    keyInsights: merged(insightsOf(asPerson), before.keyInsights),
  };
  const moods = [...new Set((all.match(MOOD) ?? []).map((mood) => mood.toLowerCase()))];
  const minutes = SESSION_LENGTH.exec(all);
  const likings = statements.filter((statement) => tellsOfLiking(statement) && !tellsOfHealth(statement));
  return {
    narrative: narrate(said, facts, before.narrative),
    ...facts,
    preferences: {
      ...before.preferences,
      ...(minutes === null ? {} : { 'session length': `${minutes[1] ?? minutes[2]} minutes` }),
      ...(likings.length === 0 ? {} : { likes: item(likings.join('; ')) }),
    },
    methodology: { ...before.methodology, ...approachOf(said) },
    emotionalState: moods.length === 0 ? before.emotionalState : { mood: moods.slice(0, 4).join(', ') },
    tags: tagsOf(all, before.tags),
  };
}

function insightsOf(said: readonly Said[]): string[] {
  const felt = said
    .flatMap(({ text }) => sentencesOf(text))
    .filter(
      (sentence) =>
        /\b(?:felt|feels?|RPE|too heavy|too easy|easier|harder)\b/i.test(sentence) && !/[?？]/.test(sentence),
    );
  const asked = topicsOf(
    said
      .filter(({ text }) => text.includes('?'))
      .map(({ text }) => text)
      .join(' '),
  );
  return [...felt, ...(asked.length < 2 ? [] : [`They ask most about ${listed(asked.slice(0, 3))}`])];
}

/** Who they are and what they want first, then what was said in its order, then what is open. */
function narrate(
  said: readonly Said[],
  {
    currentGoals,
    recentProgress,
    importantContext,
  }: Pick<Summary, 'currentGoals' | 'recentProgress' | 'importantContext'>,
  before: string,
): string {
  const messages = said.filter(({ by }) => by === 'person').map(({ text }) => withoutCommand(text));
  const topics = topicsOf(messages.join(' '));
  const quoted = messages.map((message) => `${WROTE} "${quotable(message, 160)}".`);
  const advised = said
    .filter(({ by }) => by === 'coach')
    .map(({ text }) => `The coach answered: "${quotable(sentencesOf(text)[0] ?? text, 140)}".`);
  const told = quoted.flatMap((quote, index) => [quote, ...(advised[index] === undefined ? [] : [advised[index]])]);
  const closing = [
    `The last word was about ${listed(topicsOf(messages.at(-1) ?? '').slice(0, 3)) || 'what was said before'}, and the next step is open.`,
  ];
  const opening = [
    ...carriedOver(before),
    `The person and their coach have talked about ${topics.length === 0 ? 'training in general' : listed(topics.slice(0, 5))}.`,
    ...(currentGoals.length === 0 ? [] : [`What they want, in their words: ${quotes(currentGoals)}.`]),
    ...(importantContext.length === 0 ? [] : [`To be kept in mind: ${quotes(importantContext)}.`]),
    ...(recentProgress.length === 0 ? [] : [`Of their training they tell: ${quotes(recentProgress)}.`]),
  ];
  const room = MAX_NARRATIVE_WORDS - countWords([...opening, ...closing].join(' '));
  const body = fitting(told, room);
  const text = [...opening, ...body, ...closing].join(' ');
  return countWords(text) >= MIN_NARRATIVE_WORDS
    ? text
    : [text, ...upTo(MIN_NARRATIVE_WORDS - countWords(text), fillers(topics))].join(' ');
}

/** What the summary before tells of what was said: of this model's own its quotes, of another's how it begins. */
function carriedOver(before: string): string[] {
  const sentences = sentencesOf(before);
  const quotes = sentences.filter((sentence) => sentence.startsWith(WROTE));
  return (quotes.length > 0 ? quotes : sentences).slice(0, MAX_CARRIED);
}

function quotes(items: readonly string[]): string {
  return listed(items.slice(0, 3).map((text) => `"${quotable(text, MAX_ITEM_CHARACTERS)}"`));
}

/** On one line and as one sentence. */
function quotable(text: string, maxCharacters: number): string {
  return shorten(withoutStop(text).replace(/[.!?]+\s+/g, ', '), maxCharacters);
}

/** What holds of every conversation with a coach: for one that has hardly begun. */
function fillers(topics: readonly string[]): string[] {
  const topic = topics[0] ?? 'their training';
  return [
    `What was said about ${topic} is the thread to take up again when they write next.`,
    'What comes after that is open: the coach can ask how the last session felt and what is planned for the days that follow.',
    'Worth asking when it fits is how much room a week has for training, which equipment is at hand, and how they sleep and eat.',
    'Loads, repetitions, times and dates stand here only where one of the two has named them, and no more than that is known.',
    `From here it goes on in small steps, and it is up to the person how fast they want to move on with ${topic}.`,
    'Should the body speak up, that comes before any plan, and a doctor comes before the coach where something hurts.',
    'Whatever of this is over by then can be dropped, and what still holds is to be kept.',
    'Until then this is where the two of them stand.',
  ];
}

/** The newest sentences that fit into so many words, in their order. */
function fitting(sentences: readonly string[], words: number): string[] {
  let left = words;
  const first = sentences.findLastIndex((sentence) => {
    left -= countWords(sentence);
    return left < 0;
  });
  return sentences.slice(first + 1);
}

/** The first sentences, until they have so many words. */
function upTo(words: number, sentences: readonly string[]): string[] {
  let left = words;
  return sentences.filter((sentence) => {
    const isWanted = left > 0;
    left -= countWords(sentence);
    return isWanted;
  });
}

function approachOf(said: readonly Said[]): Facts {
  const named = said.flatMap(({ text }) => text.match(APPROACH) ?? []).map((name) => name.toLowerCase());
  return named.length === 0 ? {} : { approach: [...new Set(named)].slice(0, 3).join(', ') };
}

function tagsOf(text: string, before: readonly string[]): string[] {
  const own = topicsOf(text).map((word) => word.toLowerCase());
  const tags = [...new Set([...before.slice(0, 2), ...own])].slice(0, MAX_TAGS);
  return tags.length > 1 ? tags : [...tags, 'coaching', 'training'].slice(0, 2);
}

/** What is new first, and of the old what does not say the same. */
function merged(fresh: readonly string[], before: readonly string[]): string[] {
  const all: string[] = [];
  for (const text of [...fresh.toReversed(), ...before].map(item)) {
    if (
      text !== '' &&
      !all.some((known) => known === text || (sharedWords(text, known) > 3 && text.length <= known.length))
    ) {
      all.push(text);
    }
  }
  return all.slice(0, MAX_ITEMS);
}

function isReport({ text }: Said): boolean {
  return understand(text, []).purpose === 'report';
}

function item(text: string): string {
  return shorten(withoutStop(text), MAX_ITEM_CHARACTERS);
}

function countWords(text: string): number {
  return text.split(/\s+/).filter((word) => word !== '').length;
}

/** The summary before this one, as far as it can be read. */
function readBefore(json: string): Summary {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    value = {};
  }
  const fields = new Map(Object.entries(typeof value === 'object' && value !== null ? value : {}));
  const texts = (name: string): string[] => {
    const list: unknown = fields.get(name);
    return Array.isArray(list) ? list.filter((text) => typeof text === 'string') : [];
  };
  const facts = (name: string): Facts => {
    const entries: unknown = fields.get(name);
    const pairs = typeof entries === 'object' && entries !== null ? Object.entries(entries) : [];
    return Object.fromEntries(pairs.map(([key, text]) => [key, String(text)]));
  };
  const narrative: unknown = fields.get('narrative');
  return {
    narrative: typeof narrative === 'string' ? narrative : '',
    currentGoals: texts('currentGoals'),
    recentProgress: texts('recentProgress'),
    preferences: facts('preferences'),
    methodology: facts('methodology'),
    emotionalState: facts('emotionalState'),
    keyInsights: texts('keyInsights'),
    importantContext: texts('importantContext'),
    tags: texts('tags'),
  };
}
