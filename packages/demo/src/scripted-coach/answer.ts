import { opening } from './answer-opening.ts';
import { closing, nextSteps, oneStep } from './answer-steps.ts';
import { limitsTold, readLimits, refuse, ruledOutIn } from './coach-limits.ts';
import { factsFor, type Known, type KnownWorkout, passageFor, readKnown, workoutFor } from './known-facts.ts';
import type { Prompt } from './read-prompt.ts';
import { topicsInView, topicsOf } from './topics.ts';
import { type Purpose, type Understanding, understand } from './understand.ts';
import { listed, lowerFirst, pick, sentencesOf, sharedWords, shorten, withoutStop } from './words.ts';
import { mannerOf } from './writing/manners.ts';

const MAX_QUOTE_CHARACTERS = 220;
const MAX_PART_CHARACTERS = 160;
const ALARM =
  /\b(?:chest pain|faint(?:ed|ing)?|passed out|numb(?:ness)?|sharp pain|stabbing|can'?t feel my|popped|suspected (?:tear|fracture))\b/i;

/** A prompt that asks for a few sentences gets no more. */
const WANTS_FEW_WORDS = /\bshort: a few sentences\b/i;

/** Purposes of messages that an exercise is named in to be done. */
const ASKS_FOR_PLANS: ReadonlySet<Purpose> = new Set(['question', 'request', 'tell']);

/**
 * The coach's answer: in the person's words, with what the prompt tells of them. It knows nothing else, and never says
 * that it has logged or saved something.
 */
export function answer(prompt: Prompt): string {
  const understood = understand(prompt.message, prompt.earlier);
  const isLight = WANTS_FEW_WORDS.test(prompt.system);
  if (understood.purpose === 'acknowledge' && prompt.images === 0) {
    const thanks = pick(prompt.message, [
      'Any time. Go well, and tell me how it went!',
      'Good. One step at a time, we have no hurry.',
      'Great. I am here when you want to go on.',
    ]);
    return isLight ? inManner(prompt, [thanks]) : thanks;
  }
  const known = readKnown(prompt);
  const alarm = ALARM.test(understood.text)
    ? ['Stop there first: what you describe belongs in front of a doctor before we train on. Everything else can wait.']
    : [];
  const limits = readLimits(prompt.system);
  const ruledOut = ASKS_FOR_PLANS.has(understood.purpose) ? ruledOutIn(understood.text, limits) : undefined;
  if (ruledOut !== undefined) {
    return [...alarm, refuse(ruledOut, limits)].join('\n\n');
  }
  if (isLight) {
    const step = oneStep(nextSteps(prompt, understood, known));
    return [...alarm, inManner(prompt, [opening(prompt, understood, known), step])].join('\n\n');
  }
  return [
    ...alarm,
    opening(prompt, understood, known),
    ...background(prompt, understood, known),
    nextSteps(prompt, understood, known),
    closing(prompt, understood, known),
  ]
    .filter((paragraph) => paragraph !== '')
    .join('\n\n');
}

/** A short answer in the manner that the prompt asks for: it begins and ends as such a coach would. */
function inManner({ system, message, earlier }: Prompt, sentences: readonly string[]): string {
  const { begins, ends } = mannerOf(/^Personality: (.+)$/m.exec(system)?.[1] ?? '');
  const seed = `${message} ${earlier.length}`;
  return [pick(seed, begins), ...sentences, pick(`${seed}!`, ends)].join(' ');
}

/** What is known and fits: facts, workouts, the conversation so far, a passage, the standing directive, the method. */
function background(prompt: Prompt, understood: Understanding, known: Known): string[] {
  const { text, purpose } = understood;
  const isOfTraining = purpose !== 'greet' && purpose !== 'remember';
  const facts = factsFor(text, known, isOfTraining);
  const told = facts.map(
    (fact, index) =>
      `${index === 0 ? pick(fact.text, ['You told me', 'I know from you', 'You once said']) : 'And'}: "${withoutStop(shorten(fact.text, MAX_QUOTE_CHARACTERS))}".`,
  );
  return [
    [
      ...told,
      ...(facts.length === 0
        ? []
        : [
            pick(text, [
              'We plan around that.',
              'That decides more than any number.',
              'So that comes first in what follows.',
            ]),
          ]),
    ].join(' '),
    workoutTold(understood, known),
    [earlierTold(prompt, understood), summaryTold(understood, known, facts.length), passageTold(understood, known)]
      .filter((sentence) => sentence !== '')
      .join(' '),
    isOfTraining ? standing(prompt, understood, known) : '',
  ];
}

function workoutTold({ text, purpose, refersBack }: Understanding, known: Known): string {
  const workout = workoutFor(text, known);
  const isNamed = workout !== undefined && sharedWords(text, workout.parts.join(' ')) > 0;
  const isWanted = isNamed || refersBack || purpose === 'progress' || purpose === 'request' || purpose === 'report';
  if (workout === undefined || !isWanted) {
    return purpose === 'progress'
      ? 'I have no workouts of yours in front of me yet, so tell me what you did last and we measure from there.'
      : '';
  }
  const others = purpose === 'progress' ? known.workouts.filter(({ date }) => date !== workout.date).slice(0, 2) : [];
  const lines = [
    `${isNamed ? 'The last one of these' : 'The latest session'} that I can see: ${sessionTold(workout)}.`,
    ...others.map((other) => `Before that: ${sessionTold(other)}.`),
  ];
  return lines.join(' ');
}

function sessionTold({ date, parts, remarks }: KnownWorkout): string {
  const how = remarks.length === 0 ? '' : ` (${shorten(remarks.slice(0, 2).join(', '), MAX_PART_CHARACTERS)})`;
  return `${shorten(listed(parts.slice(0, 3)), MAX_PART_CHARACTERS)} on ${date}${how}`;
}

function earlierTold({ earlier }: Prompt, { text }: Understanding): string {
  const own = topicsOf(text);
  const before = topicsInView('', earlier);
  const topics = before.filter((topic) => !own.includes(topic));
  return topics[0] === undefined || own.length === 0
    ? ''
    : pick(text, [
        `Earlier you brought up ${listed(topics.slice(0, 2))}; that fits in here, so I have it in mind.`,
        `It goes with what you wrote before about ${listed(topics.slice(0, 2))}.`,
      ]);
}

function summaryTold({ text, purpose, refersBack }: Understanding, { goals, summary }: Known, facts: number): string {
  if (
    goals !== undefined &&
    (purpose === 'progress' || purpose === 'request' || /\b(?:goal|aim|next|plan)\b/i.test(text))
  ) {
    return `All of it points at your goal: "${withoutStop(shorten(goals.split('; ')[0] ?? goals, MAX_PART_CHARACTERS))}".`;
  }
  const close = sentencesOf(summary ?? '').find((sentence) => sharedWords(text, sentence) > 1);
  return close !== undefined && (refersBack || facts === 0)
    ? `From our talks so far: ${withoutStop(shorten(close, MAX_QUOTE_CHARACTERS))}.`
    : '';
}

function passageTold({ text, purpose }: Understanding, known: Known): string {
  const [, kind = '', told = ''] = /^\d+\. \(([^,)]*)[^)]*\) (.*)$/.exec(passageFor(text, known) ?? '') ?? [];
  if (told === '' || purpose === 'greet') {
    return '';
  }
  const sentence = withoutStop(shorten(sentencesOf(told)[0] ?? told, MAX_QUOTE_CHARACTERS));
  return kind.includes('method')
    ? `The method behind it: ${lowerFirst(sentence)}.`
    : `From your ${kind}: "${sentence}".`;
}

function standing({ system }: Prompt, { text }: Understanding, { directive }: Known): string {
  const methodology = /^Methodology: (.+)$/m.exec(system)?.[1];
  const method = methodology === undefined ? undefined : lowerFirst(withoutStop(sentencesOf(methodology)[0] ?? ''));
  const isNamed = pick(`${text} method`, [true, false]);
  return [
    directive === undefined
      ? ''
      : `Your standing directive holds for all of it: "${withoutStop(shorten(directive, 500))}".`,
    limitsTold(text, readLimits(system)),
    method === undefined || method === '' || !isNamed ? '' : `Our way stays the same: ${method}.`,
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}
