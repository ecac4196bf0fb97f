import { randomUUID } from 'node:crypto';
import type { ConverseRequest } from '@coach-stream/local-aws/bedrock';
import type { AnswerResult, ConversationRef, ConversationSummary } from '@coach-stream/store';
import { type CoachWorld, turnsOf } from '../coach-world.fixture.ts';
import type { TurnEffects } from '../turn/turn-effects.ts';
import { useCoachWorld } from '../use-coach-world.fixture.ts';
import { type AfterWorkReport, doAfterWork } from './do-after-work.ts';

/** What the model makes of every conversation. */
export const SUMMARY = {
  narrative: 'They train for a marathon in October and run four times a week.',
  currentGoals: ['Marathon in October'],
  recentProgress: ['Ran 20 km'],
  preferences: { time: 'mornings' },
  methodology: {},
  emotionalState: { mood: 'confident' },
  keyInsights: [],
  importantContext: ['Left knee'],
  tags: ['Marathon', 'running', 'knee', 'october', 'long run', 'too many'],
};

/** What the model reads out of every report of a workout. */
export const WORKOUT = {
  discipline: 'running',
  workoutType: 'cardio',
  exercises: [{ name: 'Run', distance: 5, unit: 'km' }],
  personalRecords: [],
  extraction: { confidence: 0.9, flags: [] },
};

/** Effects of a turn whose plan has asked for a summary. */
export const NEEDS_SUMMARY = { afterWork: { needsSummary: true, isWorkoutPending: false } };

/** Settled turns in a world, the work behind them, and what it leaves there. */
export interface AfterWorkWorld {
  readonly world: CoachWorld;
  /** Has the model do all that it is asked for, and notes the requests for a summary. */
  answerAll(prompts?: ConverseRequest[]): void;
  /** A settled turn of a conversation, a minute behind the one before. @returns its id */
  settle(
    ref: ConversationRef,
    question: string,
    effects?: Partial<TurnEffects>,
    state?: AnswerResult['state'],
  ): Promise<string>;
  work(ref: ConversationRef, turnId: string): Promise<AfterWorkReport>;
  summaryOf(ref: ConversationRef): Promise<ConversationSummary | undefined>;
  titleOf(ref: ConversationRef): Promise<string | undefined>;
  /** What a search in the records of a conversation's user finds, as `<type>#<id>`. */
  found(ref: ConversationRef, text: string): Promise<readonly string[]>;
}

/** Settled turns for the tests of a file, whose world is set back behind each of them. */
export async function useAfterWork(): Promise<AfterWorkWorld> {
  const world = await useCoachWorld();
  const { signal } = new AbortController();
  const { stores } = world.afterWork;
  let claimedAtMs = Date.parse('2026-11-20T10:00:00.000Z');
  return {
    world,
    answerAll(prompts = []) {
      world.answers.tools = {
        set_title: () => ({ title: '"Marathon training 🏃."' }),
        save_summary: (request) => {
          prompts.push(request);
          return SUMMARY;
        },
        log_workout: () => WORKOUT,
      };
    },
    async settle(ref, question, effects = {}, state = 'complete') {
      const turnId = randomUUID();
      claimedAtMs += 60_000;
      const claimedAt = new Date(claimedAtMs).toISOString();
      const message = { turnId, claimedAt, createdAt: claimedAt };
      await stores.conversations.load(ref, { messageLimit: 1 });
      await world.ports.stores.messages.putUserMessage(ref, {
        ...message,
        messageId: `msg_${turnId}_0`,
        role: 'user',
        content: question,
      });
      const result: AnswerResult = {
        text: `About: ${question}`,
        state,
        stopReason: 'end_turn',
        createdAt: claimedAt,
        timings: { firstTokenMs: 1, totalMs: 2 },
        effects: {
          contextualUpdates: [],
          retrieval: { used: false, matches: 0, contextLength: 0 },
          afterWork: { needsSummary: false, isWorkoutPending: false },
          ...effects,
        },
      };
      const subject = { kind: 'conversation', ...ref } as const;
      const settled = { status: 'complete', lastSeq: 1, textFrom: 'result', attempt: 1, turnId, claimedAt } as const;
      await turnsOf(world).putAnswer(subject, { ...settled, result, text: result.text });
      await turnsOf(world).countTurn(subject, { ...settled, result, text: result.text });
      return turnId;
    },
    work: (ref, turnId) => doAfterWork({ ref, turnId }, world.afterWork, { signal }),
    summaryOf: (ref) => stores.summaries.get(ref),
    titleOf: async (ref) => (await stores.conversations.load(ref, { messageLimit: 1 })).conversation?.title,
    found: async ({ userId }, text) =>
      (await world.index.search({ namespace: { kind: 'user', userId }, text, topK: 10 })).map(
        ({ recordType, entityId }) => `${recordType}#${entityId}`,
      ),
  };
}
