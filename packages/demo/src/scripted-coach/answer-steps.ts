import { type Known, workoutFor } from './known-facts.ts';
import { tellsOfHealth } from './memory-kind.ts';
import { readExercises } from './read-exercises.ts';
import type { Prompt } from './read-prompt.ts';
import { topicsInView } from './topics.ts';
import type { Understanding } from './understand.ts';
import { listed, pick, sentencesOf, sharedWords } from './words.ts';

const LOAD = /(\d+(?:\.\d+)?) (kg|lb)\b/;
const HURTS = /\b(?:hurts?|pain\w*|sore|aches?|injur\w*|tired|exhausted|sick|cold)\b/i;
const IS_HARD = /\b(?:hard|heavy|grinder|missed|failed|toast|effort (?:9|10)|exhausted|tired|sore|hurts?|pain)\b/i;

/** A small plan in three steps, around what the message is about and the last load that is known. */
export function nextSteps(
  { earlier, images }: Prompt,
  { purpose, text, refersBack }: Understanding,
  known: Known,
): string {
  if (images > 0 && text === '') {
    return 'With pictures of a movement I look at three things first: how you stand, where the weight is over your feet, and what your back does at the lowest point. Send the same view from the side once more after your next set, and we can compare them.';
  }
  if (purpose === 'greet' || text === '') {
    return 'Until then: five easy minutes of moving about, a glass of water, and one thing that you would like to get better at this week. That is enough to start from, and we go on from there in small steps.';
  }
  const told = readExercises(purpose === 'report' ? text : '').exercises;
  const names = told.map(({ name }) => name.toLowerCase());
  const topics = names.length > 0 ? [...new Set(names)] : topicsInView(text, earlier);
  const [first = 'the first set'] = topics;
  const workout = workoutFor(text, known);
  const isOfWorkout = workout !== undefined && (refersBack || sharedWords(text, workout.parts.join(' ')) > 0);
  const loaded = told.find(({ weight }) => weight !== undefined);
  const load =
    loaded?.weight === undefined
      ? loadIn(isOfWorkout ? workout.parts : [])
      : { weight: loaded.weight, unit: loaded.unit ?? known.unit };
  const needsCare =
    known.facts.some(
      (fact) => tellsOfHealth(fact.text) && (sharedWords(text, fact.text) > 0 || purpose === 'request'),
    ) ||
    HURTS.test(text) ||
    (purpose === 'report' && IS_HARD.test(text)) ||
    (isOfWorkout && IS_HARD.test(workout.remarks.join(' ')));
  const area = topics.length === 0 ? 'your next session' : listed(topics.slice(0, 3));
  return [
    purpose === 'remember' || purpose === 'tell'
      ? `What I would do next, with ${area} in view:`
      : `Here is a simple plan for ${area}:`,
    pick(`${text} 1`, [
      '1. Five easy minutes to get warm, breathing through the nose.',
      '1. Two light rounds to warm up, slow enough to notice how everything moves.',
      '1. Begin with five minutes of mobility where you feel stiff.',
    ]),
    loadStep(load, needsCare, first, `${text} 2`),
    needsCare
      ? '3. Keep every repetition free of pain; where it is not, take a smaller range or an easier variant and tell me.'
      : pick(`${text} 3`, [
          '3. Stop two repetitions before your form changes, and write down what you did.',
          '3. End while it still feels good, and give it a day before you repeat it.',
        ]),
  ].join('\n');
}

/** The plan's one step for who wants no more than that. */
export function oneStep(plan: string): string {
  const step = plan.split('\n').find((line) => line.startsWith('2. ')) ?? sentencesOf(plan)[0] ?? plan;
  return step.replace(/^2\. /, '');
}

/** The last paragraph: a question back, or the next step. */
export function closing({ images, earlier }: Prompt, { purpose, text }: Understanding, { name }: Known): string {
  const topics = topicsInView(text, earlier);
  const [first = 'it'] = topics;
  if (images > 0) {
    return 'Tell me what you would like me to look at in what you sent: position, load, or something else?';
  }
  if (purpose === 'report') {
    return pick(`${text}!`, [
      'How does your body feel today?',
      'What would you like the next session to be about?',
      'How did you sleep before it, and after?',
    ]);
  }
  return pick(`${text}!`, [
    `How did ${first} feel the last time you tried?`,
    `Tell me afterwards how it went${name === undefined ? '' : `, ${name}`}, and we take the next small step from there.`,
    'Which days of this week have room for it?',
  ]);
}

interface Load {
  readonly weight: number;
  readonly unit: string;
}

/** The load of the part that comes first: the one that the message is about. */
function loadIn(parts: readonly string[]): Load | undefined {
  const [, weight, unit = 'kg'] = parts.map((part) => LOAD.exec(part)).find((found) => found !== null) ?? [];
  return weight === undefined ? undefined : { weight: Number(weight), unit };
}

function loadStep(load: Load | undefined, needsCare: boolean, first: string, seed: string): string {
  if (load === undefined) {
    return pick(seed, [
      `2. Three sets of eight at an effort of six out of ten, with ${first} as the main thing to watch.`,
      `2. Three short blocks with a minute of rest between them, with ${first} as the one thing to get right.`,
    ]);
  }
  const step = load.unit === 'lb' ? 5 : 2.5;
  return needsCare
    ? `2. Stay at ${load.weight} ${load.unit} or go a little below, three sets of five, until it feels easy from start to end.`
    : `2. From ${load.weight} ${load.unit} take one small step to ${load.weight + step} ${load.unit}, three sets of five, and only if the warm-up moves well.`;
}
