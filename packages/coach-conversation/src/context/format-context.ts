import { cutText, fence } from '@coach-stream/prompting';
import type { SemanticMatch } from '@coach-stream/retrieval';
import type { ConversationSummary, Memory, Workout } from '@coach-stream/store';
import { describeWorkout } from '../workouts/describe-workout.ts';
import { groupWorkouts } from '../workouts/group-workouts.ts';
import type { TurnContext } from './turn-context.ts';

/** The names of the fences that hold what is known; the rules of the system prompt name them too. */
export const CONTEXT_FENCES = ['context', 'summary', 'memories', 'workouts', 'passages'] as const;

const MAX_SUMMARY_CHARACTERS = 4_000;
const MAX_MEMORY_CHARACTERS = 1_000;
const MAX_PASSAGE_CHARACTERS = 1_500;

const MEMORY_GROUPS: readonly (readonly [Memory['type'], string])[] = [
  ['constraint', 'Constraints'],
  ['instruction', 'How they want to be coached'],
  ['goal', 'Goals'],
  ['preference', 'Preferences'],
  ['context', 'About them'],
];

const PASSAGE_KINDS: Readonly<Record<SemanticMatch['recordType'], string>> = {
  workoutSummary: 'workout',
  conversationSummary: 'earlier conversation',
  coachCreatorSummary: 'how this coach was made',
  userMemory: 'memory',
  methodologyPassage: 'training method',
};

/** Where and when the context is told. */
export interface FormatOptions {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** An IANA zone that this runtime knows. */
  readonly timeZone: string;
}

/** What is known, one fence a kind, as data; nothing for what is not there. */
export function formatContext(context: TurnContext, { now, timeZone }: FormatOptions): string[] {
  const { summary, memories, workouts, passages } = context;
  return [
    ...(summary === undefined ? [] : [fence('summary', formatSummary(summary))]),
    ...(memories.length === 0 ? [] : [fence('memories', formatMemories(memories))]),
    ...(workouts.length === 0 ? [] : [fence('workouts', formatWorkouts(workouts, { now, timeZone }))]),
    ...(passages.length === 0 ? [] : [fence('passages', formatPassages(passages, timeZone))]),
  ];
}

function formatSummary(summary: ConversationSummary): string {
  const { narrative, currentGoals, recentProgress, keyInsights, importantContext, preferences } = summary;
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ['Goals', currentGoals],
    ['Progress', recentProgress],
    ['Preferences', Object.entries(preferences).map(([name, value]) => `${name}: ${value}`)],
    ['Insights', keyInsights],
    ['Important', importantContext],
  ];
  const lines = lists.flatMap(([name, items]) => (items.length === 0 ? [] : [`${name}: ${items.join('; ')}`]));
  return cutText([narrative, ...lines].join('\n'), MAX_SUMMARY_CHARACTERS);
}

function formatMemories(memories: readonly Memory[]): string {
  const byType = Map.groupBy(memories, ({ type }) => type);
  return MEMORY_GROUPS.flatMap(([type, name]) => {
    const items = byType.get(type) ?? [];
    return items.length === 0
      ? []
      : [`${name}:`, ...items.map(({ content }) => `- ${oneLine(content, MAX_MEMORY_CHARACTERS)}`)];
  }).join('\n');
}

function formatWorkouts(workouts: readonly Workout[], { now, timeZone }: FormatOptions): string {
  const { thisWeek, lastWeek, earlier } = groupWorkouts(workouts, now, timeZone);
  const groups: readonly (readonly [string, readonly Workout[]])[] = [
    ['This week', thisWeek],
    ['Last week', lastWeek],
    ['Earlier', earlier],
  ];
  return groups
    .flatMap(([name, items]) =>
      items.length === 0 ? [] : [`${name}:`, ...items.map((workout) => `- ${describeWorkout(workout, timeZone)}`)],
    )
    .join('\n');
}

function formatPassages(passages: readonly SemanticMatch[], timeZone: string): string {
  const date = new Intl.DateTimeFormat('en-US', { timeZone, dateStyle: 'medium' });
  return passages
    .map(({ recordType, recordedAt, text }, index) => {
      const at = Date.parse(recordedAt);
      const when = recordType === 'methodologyPassage' || Number.isNaN(at) ? '' : `, ${date.format(at)}`;
      return `${index + 1}. (${PASSAGE_KINDS[recordType]}${when}) ${oneLine(text, MAX_PASSAGE_CHARACTERS)}`;
    })
    .join('\n');
}

function oneLine(text: string, maxCharacters: number): string {
  return cutText(text.replace(/\s+/gu, ' '), maxCharacters);
}
