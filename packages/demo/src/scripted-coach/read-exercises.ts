import { type Amount, MARK, markAmounts } from './amounts.ts';
import { withoutTimes } from './time-phrase.ts';
import { nameOfVerb, trainingKindOf } from './training-words.ts';
import { upperFirst } from './words.ts';

/** An exercise as a text tells of it: what it does not tell is not here. */
export type TrainedExercise = { name: string } & Pick<
  Amount,
  'sets' | 'reps' | 'weight' | 'unit' | 'distance' | 'seconds'
>;

/** What a text tells of training. */
export interface TrainingRead {
  readonly exercises: readonly TrainedExercise[];
  /** Seconds that belong to no exercise. */
  readonly seconds: number | undefined;
  readonly exertion: number | undefined;
  /** Clauses that name no exercise: how it felt. */
  readonly remarks: readonly string[];
}

const MARK_CLASS = '\uE000-\uE3FF';
const SEPARATOR = new RegExp(
  `[;\\n()]|[.!?](?=\\s|$)|,(?=\\s|$)|:\\s|\\s-\\s|\\s(?:then|plus|followed by|\\+|&)\\s|\\sand\\s(?=[^,;.]{0,40}[${MARK_CLASS}])|\\sand\\s(?!jerks?\\b|press\\b|presses\\b|a half\\b)(?=(?:some |a few )?(?:\\p{L}+ ){0,2}[\\p{L}-]*(?:ups?|squats?|lunges?|swings?|rows?|curls?|dips?|planks?|run|ride|swim|press|presses|yoga|mobility|stretching|burpees|deadlifts?|thrusters?)\\b)`,
  'u',
);
/** A name ends before these. */
const NAME_ENDS =
  /\s(?:at|with|for|in|on|@|felt|feeling|which|that|because|so|while|after|before|was|were|is|scaled|each|per|total|average|around|about|using|to|from|until|last|today|by|without|but|as|and (?:it|felt|then))(?=\s|$)[\s\S]*|[-–—]\s[\s\S]*/iu;
/** What may stand before a name and says nothing. */
const LEAD =
  /^(?:(?:got back|came back|(?:leg|push|pull|upper body|lower body|full body) day|i|we|i've|i'll|will|should|can|could|want|tomorrow|me|be|just|then|also|and|only|so|finally|my|a|an|the|some|of|x|×|did|done|do|finished|completed|crushed|smashed|nailed|hit|managed|got|through|from|went|for|on|to|had|made|it|put|in|took|knocked|out|new|another|good|great|nice|solid|easy|hard|heavy|light|long|short|quick|slow|steady|whole|all|full|working|work|up|set|pr|pb|please|log|this|that|workout|session|training|trained|today|yesterday|started|with|worked|performed|reps?|sets?|rounds?|twice|once|warmed|warm|main|lift|got|played|hour|minute|long|each|per|side|followed|by|finishing|total|time|at|did|what|you|said|gym|evening|morning|afternoon|night|it's|was|is|average|over|around|about|strong|weight|kg|lbs?)(?=\s|$)\s*)+/iu;
const NAMED_DAYS = /\b(?:leg|push|pull|upper body|lower body|full body) day\b/iu;
const IS_NAME = /\p{L}{2}/u;
const GENERIC =
  /^(?:workout|session|training|class|reps?|sets?|side|legs?|rest|done|warm-?up|min|sweaty|everything|all|clean|pace|pool|gym|rain)$/iu;
/** What was trained where nothing names it. */
export const NAMELESS = 'Training';
const MAX_NAME_WORDS = 5;
const MAX_EXERCISES = 30;
const NOT_FELT = /^(?:nothing|none|that's it|please log this|log this|did what you said)$/i;

/** Reads exercises out of what a person tells of their training. */
export function readExercises(text: string): TrainingRead {
  const marked = markAmounts(withoutTimes(text));
  const exercises: TrainedExercise[] = [];
  const remarks: string[] = [];
  let waiting: Amount[] = [];
  let rounds: number | undefined;
  let loose: number | undefined;
  let exertion: number | undefined;
  let isNameOpen = false;
  /** A name that the clause before may have given: "Squats: 5x5". */
  let named: string | undefined;
  for (const segment of marked.text.split(SEPARATOR)) {
    if (segment === undefined || exercises.length >= MAX_EXERCISES) {
      continue;
    }
    const amounts = [...segment].flatMap((sign) => marked.amounts.get(sign) ?? []);
    exertion = amounts.find((amount) => amount.exertion !== undefined)?.exertion ?? exertion;
    rounds = amounts.find((amount) => amount.rounds !== undefined)?.rounds ?? rounds;
    const own = amounts.filter(belongsToExercise);
    const name = nameIn(segment, own.length > 0);
    if (name !== undefined && (own.length > 0 || trainingKindOf(name) !== undefined)) {
      const isWaitedFor = own.length === 0;
      exercises.push(...(waiting.some(isMoreThanTime) && !isWaitedFor ? withAmounts(NAMELESS, waiting) : []));
      exercises.push(...withAmounts(name, isWaitedFor ? waiting : own));
      waiting = waiting.some(isMoreThanTime) || isWaitedFor ? [] : waiting;
      remarks.push(...amounts.filter(({ isOther }) => isOther).map(({ words }) => words));
      isNameOpen = true;
    } else if (own.length > 0) {
      const last = exercises.at(-1);
      if (named !== undefined) {
        exercises.push(...withAmounts(named, own));
        remarks.pop();
        isNameOpen = true;
      } else if (last === undefined || !isNameOpen) {
        waiting.push(...own);
      } else {
        loose = addTo(last, exercises, own) ?? loose;
      }
    } else if (IS_NAME.test(segment.replace(LEAD, ''))) {
      remarks.push(unmark(segment, marked.amounts));
      named = exercises.length === 0 ? name : undefined;
      continue;
    }
    named = undefined;
  }
  const filled = exercises.map((exercise) =>
    rounds !== undefined && exercise.sets === undefined ? { ...exercise, sets: rounds } : exercise,
  );
  return {
    exercises: [
      ...filled,
      ...(filled.length === 0 && waiting.some(isMoreThanTime) ? withAmounts(NAMELESS, waiting) : []),
    ],
    seconds: loose ?? waiting.find(({ seconds }) => seconds !== undefined)?.seconds,
    exertion,
    remarks: remarks.map((remark) => remark.trim()).filter((remark) => !NOT_FELT.test(remark) && remark.length > 2),
  };
}

function belongsToExercise({ isAside, isOther, rounds, exertion }: Amount): boolean {
  return !isAside && !isOther && rounds === undefined && exertion === undefined;
}

function isMoreThanTime(amount: Amount): boolean {
  return amount.weight !== undefined || amount.reps !== undefined || amount.distance !== undefined;
}

/** The exercise that a clause names: what stands behind or before its amounts. */
function nameIn(segment: string, hasAmounts: boolean): string | undefined {
  const days = NAMED_DAYS.test(segment);
  for (const run of segment.split(new RegExp(MARK, 'gu'))) {
    const words = run
      .replace(/["“”/#*]/g, ' ')
      .replace(/\s+/g, ' ')
      .trim();
    const verb = words.split(' ').findIndex((word) => nameOfVerb(word) !== undefined);
    const name = verb < 0 ? plainName(words) : verbName(words.split(' '), verb);
    if (name !== undefined && !(days && !hasAmounts)) {
      return upperFirst(name);
    }
  }
  return undefined;
}

function plainName(words: string): string | undefined {
  const name = ` ${words.replace(LEAD, '')}`.replace(NAME_ENDS, '').trim();
  const short = name
    .split(' ')
    .slice(0, MAX_NAME_WORDS)
    .join(' ')
    .replace(/[^\p{L}\p{N})]+$/u, '');
  return IS_NAME.test(short) && !GENERIC.test(short) ? short : undefined;
}

/** "Overhead pressed" is an overhead press, and "ran with my dog" a run. */
function verbName(words: readonly string[], at: number): string {
  const before = words.slice(0, at).join(' ').replace(LEAD, '').trim();
  const lead = `${before} `.replace(LEAD, '').trim();
  const name = nameOfVerb(words[at] ?? '') ?? '';
  return lead === '' || lead.split(' ').length > 2 ? name : `${lead} ${name}`;
}

/** One exercise, or several where the same was done with several loads. */
function withAmounts(name: string, amounts: readonly Amount[]): TrainedExercise[] {
  const all: TrainedExercise[] = [{ name }];
  for (const amount of amounts) {
    addTo(all.at(-1) ?? { name }, all, [amount]);
  }
  return all;
}

/**
 * Adds what is told of an exercise; what it has already begins another one of the same name.
 *
 * @returns seconds that do not belong to it, because it has its own
 */
function addTo(exercise: TrainedExercise, all: TrainedExercise[], amounts: readonly Amount[]): number | undefined {
  let target = exercise;
  let loose: number | undefined;
  for (const amount of amounts) {
    const fields = fieldsOf(amount, target);
    if (
      fields.seconds !== undefined &&
      (target.seconds !== undefined || target.weight !== undefined || all.length > 1)
    ) {
      loose = fields.seconds;
      continue;
    }
    const isTaken = (['sets', 'reps', 'weight', 'distance'] as const).some(
      (field) => fields[field] !== undefined && target[field] !== undefined,
    );
    if (isTaken) {
      target = { name: target.name };
      all.push(target);
    }
    Object.assign(target, fields);
  }
  return loose;
}

function fieldsOf({ sets, reps, weight, unit, distance, seconds, count }: Amount, known: TrainedExercise) {
  const repsOrCount = reps ?? (known.reps === undefined ? count : undefined);
  return {
    ...(sets !== undefined && { sets }),
    ...(repsOrCount !== undefined && { reps: repsOrCount }),
    ...(weight !== undefined && { weight }),
    ...(unit !== undefined && { unit }),
    ...(distance !== undefined && { distance }),
    ...(seconds !== undefined && { seconds }),
  };
}

function unmark(segment: string, amounts: ReadonlyMap<string, Amount>): string {
  return [...segment]
    .map((sign) => amounts.get(sign)?.words ?? sign)
    .join('')
    .replace(/\s+/g, ' ');
}
