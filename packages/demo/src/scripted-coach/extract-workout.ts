import { type Cues, readCues } from './cues.ts';
import { NAMELESS, readExercises, type TrainedExercise } from './read-exercises.ts';
import type { Prompt } from './read-prompt.ts';
import { timePhraseOf } from './time-phrase.ts';
import { disciplineOf, trainingKindOf, trainingWordIn } from './training-words.ts';
import { shorten, upperFirst, withoutCommand } from './words.ts';

const RECORD = /\b(?:prs?|pbs?|personal (?:best|record)|new record|first time ever|all-time best|lifetime best)\b/i;
const NO_RECORD = /\b(?:no|not a|missed a|close to a|almost a) (?:prs?|pbs?|personal|new record)\b/i;
const NAMED =
  /\b(?:fran|cindy|murph|grace|helen|diane|annie|(?:leg|push|pull|upper body|lower body|full body|chest|back|arm) day|week \d+ day \d+)\b/i;
const INTENSITIES: readonly (readonly ['low' | 'moderate' | 'high', RegExp])[] = [
  [
    'high',
    /\b(?:hard|heavy|tough|brutal|intense|killed|killer|grinder|max(?:ed)? ?(?:out|effort)?|all[- ]out|crushing|exhausting|toast|wrecked|sweaty)\b/i,
  ],
  ['low', /\b(?:easy|light|gentle|relaxed|recovery|nothing fancy)\b/i],
  ['moderate', /\b(?:moderate|steady|medium|comfortable|solid)\b/i],
];
const FEELING =
  /\b(?:felt|feel(?:s|ing)?|easy|hard|tough|heavy|light|strong|tired|sore|tight|toast|sweaty|smooth|grinder|missed|failed|fast|slow|snappy|clean|good|great|bad|weak|pain\w*|hurt\w*|rough|solid|first time|fancy|killed|scaled|reps|average|watts|heart rate|laps)\b/i;
const ADVICE =
  /\b(?:should|too (?:heavy|much|light|hard|little|fast|slow)|normal|okay?|good|bad|wrong|better|tips?|advice|how (?:do|can|should)|enough|safe|hurts?)\b/i;
/** Says that what follows is to be logged, also where it is put as a question. */
const ORDER = /\b(?:log|record|track)\b/i;
const MAX_NOTES_CHARACTERS = 300;

/** The workout of a message, in the shape that the tool asks for. What is not told is null: no number is made up. */
export function extractWorkout({ message, earlier }: Prompt): Readonly<Record<string, unknown>> {
  const text = withoutCommand(message).replace(/[‘’]/g, "'").trim();
  const cues = readCues(text);
  const done = cues.filter(
    ({ text: sentence, plans, isUndone, isOfOthers, isReminiscence, asks }) =>
      !plans && !isUndone && !isOfOthers && !isReminiscence && (!asks || ORDER.test(sentence)),
  );
  const meant = done.length > 0 ? done : cues.filter(({ asks, plans }) => asks || plans);
  const told = meant.map((sentence) => sentence.text.replace(/[.!?]*$/, '.')).join(' ');
  const { exercises: found, seconds, exertion, remarks } = readExercises(told);
  const referredTo = trainingWordIn(earlier.findLast(({ by }) => by === 'coach')?.text.slice(-300) ?? '');
  const exercises = found.map((exercise) =>
    exercise.name === NAMELESS && referredTo !== undefined ? { ...exercise, name: upperFirst(referredTo) } : exercise,
  );
  const hasData = exercises.some((exercise) => Object.keys(exercise).length > 1) || seconds !== undefined;
  const flags = flagsOf(text, cues, { isDone: done.length > 0, hasData: hasData || exercises.length > 0 });
  const discipline = disciplineOf(told);
  const only = exercises.length === 1 ? exercises[0]?.seconds : undefined;
  const total = seconds ?? (only !== undefined && exercises[0]?.sets === undefined ? only : undefined);
  const notes = remarks.filter((remark) => FEELING.test(remark)).join('; ');
  return {
    discipline: discipline === 'training' ? (exercises[0]?.name.toLowerCase() ?? discipline) : discipline,
    workoutName: NAMED.exec(told)?.[0] ?? null,
    workoutType: trainingKindOf(told) ?? 'general',
    durationMinutes: total === undefined ? null : Math.round((total / 60) * 10) / 10,
    exercises: exercises.map(toExercise),
    intensity: INTENSITIES.find(([, pattern]) => pattern.test(told))?.[0] ?? null,
    perceivedExertion: exertion ?? null,
    notes: notes === '' ? null : shorten(notes, MAX_NOTES_CHARACTERS),
    personalRecords: RECORD.test(told) && !NO_RECORD.test(told) ? exercises.slice(0, 1).map(describeExercise) : [],
    timeWords: timePhraseOf(told) ?? timePhraseOf(text) ?? null,
    extraction: { confidence: flags.length > 0 ? 0.3 : hasData ? 0.95 : 0.7, flags },
  };
}

function flagsOf(
  text: string,
  cues: readonly Cues[],
  { isDone, hasData }: { readonly isDone: boolean; readonly hasData: boolean },
): string[] {
  const asks = cues.some((sentence) => sentence.asks && !ORDER.test(sentence.text));
  const isPlanned = cues.some(({ plans }) => plans);
  const wants = cues.some((sentence) => sentence.wants);
  return [
    ...(wants || (asks && isPlanned) ? ['planning_inquiry'] : []),
    ...(asks && ADVICE.test(text) ? ['advice_seeking'] : []),
    ...(isPlanned && !isDone && !asks ? ['future_planning'] : []),
    ...(hasData && (isDone || asks || isPlanned) ? [] : ['no_performance_data']),
  ];
}

function toExercise({ name, sets, reps, weight, unit, distance, seconds }: TrainedExercise) {
  return {
    name,
    sets: sets ?? null,
    reps: reps ?? null,
    weight: weight ?? null,
    unit: unit ?? null,
    distance: distance ?? null,
    time: seconds === undefined ? null : clockOf(seconds),
  };
}

/** As a clock shows it: 24:30, or 2:10:00 from an hour on. */
function clockOf(seconds: number): string {
  const pad = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.round(seconds % 60)];
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(rest)}` : `${minutes}:${pad(rest)}`;
}

function describeExercise({ name, sets, reps, weight, unit, distance, seconds }: TrainedExercise): string {
  const count = sets && reps ? `${sets}×${reps}` : reps ? `× ${reps}` : '';
  const load = weight ? `${weight} ${unit ?? ''}`.trim() : '';
  const way = distance ? `${distance} ${unit ?? ''}`.trim() : '';
  return [name, load, way, count, seconds === undefined ? '' : clockOf(seconds)]
    .filter((part) => part !== '')
    .join(' ');
}
