import type { SemanticRecord } from '@coach-stream/retrieval';
import type { Memory } from '@coach-stream/store';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type StartedIndex, startIndex } from '../../../retrieval/test/start-index.ts';
import { ManualClock } from '../../../streaming-core/test/manual-clock.ts';
import { fallbackPlan } from '../router/fallback-plan.ts';
import type { RouterPlan } from '../router/router-plan.ts';
import { type GatherOptions, gatherContext, READS_DEADLINE_MS } from './gather-context.ts';

const REF = { userId: 'gatherer', coachId: 'coach_1', conversationId: 'conv_1' };
const USER = { kind: 'user', userId: REF.userId } as const;
const { signal } = new AbortController();

let started: StartedIndex;
beforeAll(async () => {
  started = await startIndex();
  const record = (
    fields: Partial<SemanticRecord> & Pick<SemanticRecord, 'recordType' | 'entityId'>,
  ): SemanticRecord => ({
    namespace: USER,
    text: 'Deadlift technique: brace hard.',
    recordedAt: '2026-01-01T00:00:00.000Z',
    ...fields,
  });
  await started.index.upsert([
    record({ recordType: 'workoutSummary', entityId: 'wko_1' }),
    record({ recordType: 'conversationSummary', entityId: 'conv_1', coachId: 'coach_1' }),
    record({ recordType: 'conversationSummary', entityId: 'conv_2', coachId: 'coach_1' }),
    record({ recordType: 'conversationSummary', entityId: 'conv_3', coachId: 'coach_2' }),
    record({ recordType: 'userMemory', entityId: 'mem_1' }),
    record({ namespace: { kind: 'methodology' }, recordType: 'methodologyPassage', entityId: 'deadlift' }),
  ]);
});
afterAll(() => started.close());

const memory = (memoryId: string): Memory => ({
  memoryId,
  userId: REF.userId,
  content: memoryId,
  type: 'context',
  importance: 'low',
  tags: [],
  source: 'conversation',
  createdAt: '2020-01-01T00:00:00.000Z',
  usageCount: 0,
});

function planFor(contextNeeds: Partial<RouterPlan['contextNeeds']>, needsRetrieval = false): RouterPlan {
  const plan = fallbackPlan({ message: 'What is new?', command: undefined, recent: [] });
  return {
    ...plan,
    contextNeeds: { ...plan.contextNeeds, query: 'deadlift technique', ...contextNeeds },
    memoryProcessing: { ...plan.memoryProcessing, needsRetrieval },
  };
}

const gather = (plan: RouterPlan, options: Partial<GatherOptions> = {}) =>
  gatherContext({
    ref: REF,
    plan,
    isBrief: false,
    reads: {
      summary: Promise.resolve(undefined),
      workouts: Promise.resolve([]),
      memories: Promise.resolve(Array.from({ length: 12 }, (_, index) => memory(`mem_${index}`))),
    },
    index: started.index,
    clock: new ManualClock(),
    signal,
    ...options,
  });

describe('what is gathered for a turn', () => {
  it.each([
    [['workouts'], ['conv_2', 'wko_1']],
    [['progress'], ['conv_2', 'wko_1']],
    [['techniques'], ['conv_2', 'deadlift']],
    [
      ['methodology', 'workouts'],
      ['conv_2', 'deadlift', 'wko_1'],
    ],
  ] as const)(
    'are passages on %j, of this user and coach, without what the prompt holds already',
    async (types, found) => {
      const { context, retrieval } = await gather(planFor({ needsSemanticSearch: true, searchTypes: [...types] }));
      expect(context.passages.map(({ entityId }) => entityId).toSorted()).toEqual(found);
      const contextLength = context.passages.reduce((characters, { text }) => characters + text.length, 0);
      expect(retrieval).toEqual({ used: true, matches: found.length, contextLength });
    },
  );

  it('are passages in a better order where the plan wants depth', async () => {
    const plan = planFor({ needsSemanticSearch: true, searchTypes: ['workouts'] });
    const isReranked = async (processingPriority: RouterPlan['processingPriority']) =>
      (await gather({ ...plan, processingPriority })).context.passages.map((passage) => passage.isReranked);
    expect(await isReranked('depth')).toEqual([true, true]);
    expect(await isReranked('balanced')).toEqual([false, false]);
  });

  it('are memories by their meaning where the plan asks for them: their use counts', async () => {
    const { context, retrieval, usedMemoryIds } = await gather(planFor({ needsSemanticSearch: false }, true));
    expect(context.memories[0]?.memoryId).toBe('mem_1');
    expect(context.memories).toHaveLength(4);
    expect(usedMemoryIds).toEqual(context.memories.map(({ memoryId }) => memoryId));
    expect(retrieval).toMatchObject({ used: true, matches: 1 });
  });

  it('are the highest memories, not counted, where the plan asks for none; the fewest where the message is brief', async () => {
    const plan = planFor({ needsSemanticSearch: false });
    const { context, usedMemoryIds, retrieval } = await gather(plan);
    expect([context.memories.length, usedMemoryIds]).toEqual([10, []]);
    expect(retrieval).toEqual({ used: false, matches: 0, contextLength: 0, reason: 'notNeeded' });
    expect((await gather(plan, { isBrief: true })).context.memories).toHaveLength(4);
  });

  it('goes without what is not there in time, and says what', async () => {
    const clock = new ManualClock();
    const faults: string[] = [];
    const never = new Promise<never>(() => undefined);
    const gathering = gather(planFor({ needsSemanticSearch: false }), {
      clock,
      reads: { summary: never, workouts: never, memories: Promise.resolve([memory('mem_1')]) },
      onFault: (what) => faults.push(what),
    });
    await clock.advance(READS_DEADLINE_MS);
    const { context } = await gathering;
    expect(context).toMatchObject({ summary: undefined, workouts: [], memories: [{ memoryId: 'mem_1' }] });
    expect(faults).toEqual(['Reading the summary', 'Reading recent workouts']);
    expect(clock.pendingTimers).toBe(0);
  });

  it('is nothing where the turn is aborted: its reason is thrown', async () => {
    const reason = new Error('stopped');
    const plan = planFor({ needsSemanticSearch: true }, true);
    await expect(gather(plan, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});
