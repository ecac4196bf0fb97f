import type { StoredMessage } from '@coach-stream/store';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseCommand } from '../commands/parse-command.ts';
import { fallbackPlan } from './fallback-plan.ts';
import { HELD_OUT_MESSAGES, LABELLED_MESSAGES, type LabelledMessage } from './labelled-messages.fixture.ts';
import { type RouterPlan, routerPlanSchema } from './router-plan.ts';

const coachSaid = (content: string): StoredMessage => ({
  messageId: 'm',
  turnId: 't',
  createdAt: '',
  claimedAt: '',
  role: 'assistant',
  state: 'complete',
  content,
});

function planOf(message: string, after?: string): RouterPlan {
  const recent = after === undefined ? [] : [coachSaid(after)];
  return fallbackPlan({ message, command: parseCommand(message), recent });
}

type Label = 'intent' | 'isWorkoutLog' | 'isMemoryRequest' | 'needsSearch';

const labelsOf = ({ userIntent, workoutDetection, memoryProcessing, contextNeeds }: RouterPlan) => ({
  intent: userIntent,
  isWorkoutLog: workoutDetection.isWorkoutLog,
  isMemoryRequest: memoryProcessing.isMemoryRequest,
  needsSearch: contextNeeds.needsSemanticSearch,
});

const countRight = (messages: readonly LabelledMessage[], label: Label): number =>
  messages.filter((row) => labelsOf(planOf(row.message, row.after))[label] === row[label]).length;

const FLOORS: readonly (readonly [label: Label, known: number, heldOut: number])[] = [
  ['intent', 0.95, 0.7],
  ['isWorkoutLog', 0.95, 0.85],
  ['isMemoryRequest', 0.95, 0.9],
  ['needsSearch', 0.95, 0.85],
];

/** Shown in the names of the tests, so that the figures can be read where they run. */
const SCORES = FLOORS.flatMap(([label, known, heldOut]) => [
  { label, of: 'labelled messages', floor: known, messages: LABELLED_MESSAGES },
  { label, of: 'messages that it was not made for', floor: heldOut, messages: HELD_OUT_MESSAGES },
]).map((row) => ({ ...row, count: row.messages.length, right: countRight(row.messages, row.label) }));

describe('the plan by rule', () => {
  it('is judged by at least sixty messages', () => {
    expect(LABELLED_MESSAGES.length).toBeGreaterThanOrEqual(60);
  });

  it.each(SCORES)('tells $label of $of: $right of $count', ({ right, count, floor }) => {
    expect(right / count).toBeGreaterThanOrEqual(floor);
  });

  it.each([
    'Should I squat 5x5 at 80 kg today?',
    'Tomorrow I will run 10 km in 50 minutes',
    'Back in college I benched 140 kg for 5 reps',
    'My friend ran a marathon yesterday in 3:30:00',
    "I didn't run 5 km today",
  ])('logs no workout of %j', (message) => {
    expect(planOf(message).workoutDetection.isWorkoutLog).toBe(false);
  });

  it('does what a slash command says, whatever its words', () => {
    const log = planOf('/log-workout should I remember this? 5x5');
    expect(labelsOf(log)).toMatchObject({ intent: 'workoutLogging', isWorkoutLog: true, isMemoryRequest: false });
    expect(log.workoutDetection.confidence).toBe(1);
    const save = planOf('/save-memory I ran 5 km this morning, my knee hurt');
    expect(labelsOf(save)).toMatchObject({ intent: 'memoryRequest', isWorkoutLog: false, isMemoryRequest: true });
    expect(save.memoryProcessing.characteristics).toMatchObject({ type: 'constraint', importance: 'high' });
    expect(save.memoryProcessing.characteristics?.suggestedTags).toEqual(['knee', 'running', 'schedule']);
  });

  it('reads a bare report as one where the coach has asked for it', () => {
    const report = '4x8, last set failed, 60 kilos';
    expect(planOf(report).workoutDetection.isWorkoutLog).toBe(false);
    expect(planOf(report, 'How did the bench press go?').workoutDetection.isWorkoutLog).toBe(true);
  });

  it('is a valid plan that says that it was made by rule, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (message) => {
        const plan = planOf(message);
        expect(routerPlanSchema.safeParse(plan).success).toBe(true);
        expect(plan.routerMetadata.fallbackUsed).toBe(true);
      }),
    );
  });

  it.each(['do you ', '1', '1x1 ', '.', 'please ', 'today ', '\n', 'monday ', '…'])(
    'takes no longer for a text that is made to be slow, of %j',
    (unit) => {
      const startedAt = performance.now();
      planOf(unit.repeat(8_000 / unit.length));
      planOf(`/save-memory ${unit.repeat(8_000 / unit.length)}?`);
      expect(performance.now() - startedAt).toBeLessThan(250);
    },
  );
});
