import type { Prompt } from './read-prompt.ts';
import { sharedWords } from './words.ts';

/** A fact about the person, with the heading that it stands under. */
export interface KnownFact {
  readonly heading: string;
  readonly text: string;
}

/** A workout that was done. */
export interface KnownWorkout {
  /** As the prompt writes it: `Thu, Nov 19`. */
  readonly date: string;
  /** Its exercises, one by one: `Back squat 5×5 80 kg`. */
  readonly parts: readonly string[];
  /** How it was: `effort 8/10`, `felt hard`. */
  readonly remarks: readonly string[];
}

/** What a prompt tells of the person beside their message. */
export interface Known {
  readonly name: string | undefined;
  readonly directive: string | undefined;
  readonly unit: 'kg' | 'lb';
  readonly facts: readonly KnownFact[];
  /** Latest first, as the prompt lists them. */
  readonly workouts: readonly KnownWorkout[];
  readonly summary: string | undefined;
  readonly goals: string | undefined;
  readonly passages: readonly string[];
}

const DIRECTIVE = /^[^\n:]*\bdirective: (.+(?:\n(?!\w[\w' ]*:).+)*)$/im;
const WORKOUT = /^([^:]{3,30}): (.+)$/;
const HEADING = /^[^-\d\n][^\n]*:$/;

/** Reads what is known of a person from the fenced blocks. */
export function readKnown({ fences }: Prompt): Known {
  const context = fences.get('context') ?? '';
  const memories = fences.get('memories') ?? '';
  const summary = fences.get('summary');
  const facts = readItems(memories);
  const countsInPounds = /\b(?:pounds|lbs?)\b/i.test(memories) || /^Units: imperial/im.test(context);
  return {
    name: /^Name: (.+)$/m.exec(context)?.[1],
    directive: DIRECTIVE.exec(context)?.[1]?.trim(),
    unit: countsInPounds ? 'lb' : 'kg',
    facts,
    workouts: readItems(fences.get('workouts') ?? '').flatMap(({ text }) => readWorkout(text)),
    summary,
    goals: summary === undefined ? undefined : /^Goals: (.+)$/m.exec(summary)?.[1],
    passages: (fences.get('passages') ?? '').split('\n').filter((line) => line.trim() !== ''),
  };
}

/** The facts that a message is about, closest first; then those that every session has to respect. */
export function factsFor(message: string, { facts }: Known, isOfTraining: boolean): KnownFact[] {
  const isNews = ({ text }: KnownFact) => !text.includes(message) && !message.includes(text);
  const close = facts
    .filter(isNews)
    .map((fact) => ({ fact, shared: sharedWords(message, fact.text) }))
    .filter(({ shared }) => shared > 0)
    .sort((one, other) => other.shared - one.shared)
    .map(({ fact }) => fact);
  const standing = isOfTraining
    ? facts.filter((fact) => /constraint|limit|injur/i.test(fact.heading) && isNews(fact))
    : [];
  return [...new Set([...close, ...standing])].slice(0, 3);
}

/** The workout that a message is about, the latest of equals, its own exercises first; the latest of all where it names none. */
export function workoutFor(message: string, { workouts }: Known): KnownWorkout | undefined {
  const closeness = ({ parts }: KnownWorkout) => Math.max(0, ...parts.map((part) => sharedWords(message, part)));
  const found = workouts.toSorted((one, other) => closeness(other) - closeness(one))[0];
  if (found === undefined) {
    return undefined;
  }
  const parts = found.parts.toSorted((one, other) => sharedWords(message, other) - sharedWords(message, one));
  return { ...found, parts };
}

/** The passage that shares most words with a message; `undefined` where none shares any. */
export function passageFor(message: string, { passages }: Known): string | undefined {
  const best = passages
    .map((text) => ({ text, shared: sharedWords(message, text) }))
    .sort((one, other) => other.shared - one.shared)[0];
  return best === undefined || best.shared === 0 ? undefined : best.text;
}

function readItems(block: string): KnownFact[] {
  let heading = '';
  const items: KnownFact[] = [];
  for (const line of block.split('\n')) {
    if (line.startsWith('- ')) {
      items.push({ heading, text: line.slice(2).trim() });
    } else if (HEADING.test(line)) {
      heading = line.slice(0, -1);
    }
  }
  return items;
}

/** `Thu, Nov 19: strength, Leg day, 50 min: Back squat 5×5 80 kg; effort 8/10` */
function readWorkout(line: string): KnownWorkout[] {
  const [, date = '', rest = ''] = WORKOUT.exec(line) ?? [];
  const behind = rest.indexOf(': ');
  const told = behind < 0 ? rest : rest.slice(behind + 2);
  const items = told.split('; ').filter((part) => part !== '');
  const parts = items.filter((part) => /\d/.test(part) && !/^(?:effort|record) ?[\d:]/i.test(part));
  if (rest === '') {
    return [];
  }
  return parts.length === 0
    ? [{ date, parts: items.slice(0, 1), remarks: items.slice(1) }]
    : [{ date, parts, remarks: items.filter((part) => !parts.includes(part)) }];
}
