import { type ChatModel, type ModelEvent, structured } from '@coach-stream/models';
import type { SemanticIndex } from '@coach-stream/retrieval';
import type { AnswerResult } from '@coach-stream/store';
import type { Clock } from '@coach-stream/streaming-core';
import type { AnswerRun } from '@coach-stream/turn-engine';
import { COACH, SETTINGS } from '../src/coach-world.fixture.ts';
import { conductTurn } from '../src/conduct-turn.ts';
import type { TurnPorts } from '../src/conversation-ports.ts';
import { fallbackPlan } from '../src/router/fallback-plan.ts';

/** How long everything outside the domain takes, in milliseconds. */
export interface Latency {
  readonly routerMs: number;
  /** A trip to a table. */
  readonly tableMs: number;
  /** A search. */
  readonly indexMs: number;
  readonly firstTokenMs: number;
  readonly tokenMs: number;
  /** The reading of a workout. */
  readonly extractMs: number;
}

export const LATENCY: Latency = {
  routerMs: 500,
  tableMs: 10,
  indexMs: 150,
  firstTokenMs: 800,
  tokenMs: 30,
  extractMs: 300,
};

const USAGE = { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0 };
const REF = { userId: 'u', coachId: COACH.coachId, conversationId: 'v' };
const WORKOUT = {
  discipline: 'running',
  workoutType: 'cardio',
  exercises: [{ name: 'Run', distance: 5 }],
  extraction: { confidence: 1, flags: [] },
};

/** A turn whose ports have latencies and nothing else: they are what is measured. Its answer is three words. */
export function simulateTurn(message: string, clock: Clock, latency: Latency = LATENCY): AnswerRun<AnswerResult> {
  const conversation = { ...REF, endedTurnIds: [], messageCount: 0, createdAt: '', updatedAt: '', version: 1 };
  return conductTurn(
    {
      ref: REF,
      turnId: 't',
      claimedAt: new Date(clock.now()).toISOString(),
      load: async () => ({ ref: REF, coach: COACH, profile: undefined, messages: [], conversation }),
      body: { userResponse: message },
      signal: new AbortController().signal,
      startedAtMs: clock.monotonicMs(),
    },
    portsOn(clock, message, latency),
  );
}

function portsOn(clock: Clock, message: string, latency: Latency): TurnPorts {
  const after = <Value>(ms: number, value: Value) =>
    new Promise<Value>((resolve) => clock.schedule(() => resolve(value), ms));
  const row = <Value>(value: Value) => after(latency.tableMs, value);
  const plan = {
    ...fallbackPlan({ message, command: undefined, recent: [] }),
    contextualUpdates: {
      initialGreeting: 'One.',
      memoryAnalysis: 'Two.',
      patternAnalysis: 'Three.',
      insightsBrewing: 'Four.',
    },
  };
  const model: ChatModel = {
    complete: (request, { signal }) => {
      const name = request.tool?.name ?? '';
      const [ms, input] = name === 'plan_turn' ? [latency.routerMs, plan] : [latency.extractMs, WORKOUT];
      return new Promise((resolve, reject) => {
        const cancel = clock.schedule(
          () => resolve({ text: '', toolUse: { name, input }, stopReason: 'tool_use', usage: USAGE }),
          ms,
        );
        signal.addEventListener('abort', () => {
          cancel();
          reject(signal.reason);
        });
      });
    },
    async *stream(): AsyncGenerator<ModelEvent> {
      await after(latency.firstTokenMs, undefined);
      for (const text of ['Rest ', 'two ', 'minutes.']) {
        yield { type: 'text', text };
        await after(latency.tokenMs, undefined);
      }
      yield { type: 'stop', reason: 'end_turn' };
      yield { type: 'usage', usage: USAGE };
    },
  };
  const index: SemanticIndex = {
    search: () => after(latency.indexMs, []),
    upsert: () => after(latency.indexMs, undefined),
    delete: () => after(latency.indexMs, undefined),
    deleteNamespace: () => after(latency.indexMs, undefined),
    warmUp: () => Promise.resolve(),
  };
  const priced = { model, price: SETTINGS.price };
  return {
    models: { fillSchema: structured, router: priced, coach: priced, extract: priced },
    stores: {
      messages: { putUserMessage: () => row(undefined) },
      summaries: { get: () => row(undefined) },
      memories: { list: () => row({ items: [] }), create: () => row(true), markUsed: () => row(undefined) },
      workouts: { listRecent: () => row([]), put: () => row(undefined) },
    },
    index,
    clock,
    random: () => 0,
  };
}
