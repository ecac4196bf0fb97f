import { randomUUID } from 'node:crypto';
import type { ConverseRequest, ModelControl } from '@coach-stream/local-aws/bedrock';
import type { AnswerResult, CreatorSession, UserMessage } from '@coach-stream/store/entities';
import { systemClock } from '@coach-stream/streaming-core';
import { afterAll, beforeEach } from '@jest/globals';
import { SETTINGS, startModel } from '../../models/test/start-model.ts';
import { type ReadRun, readRun, textOf } from '../../turn-engine/test/read-run.ts';
import { type CreatorTurn, conductCreatorTurn } from './conduct-creator-turn.ts';
import { readCreatorEffects, settleSession } from './session/creator-effects.ts';
import { startSession } from './session/start-session.ts';

/** What the model says to the person, where a test has it say nothing else. */
export const WORDS = 'A marathon in May, that is a clear goal. Roughly how old are you?';

/** What it says for the app. */
export const notes = (trailer: Record<string, unknown> = {}) =>
  `\n<<<NOTES ${JSON.stringify({ sophisticationLevel: 'beginner', answered: true, wantsToFinish: false, ...trailer })}>>>`;

/** A session in which nothing was answered yet. */
export const { session: NEW } = startSession({
  userId: 'u',
  sessionId: 'sess_01J',
  startedAt: '2026-01-01T08:00:00.000Z',
});

/** An answer that was worked on. */
export interface Asked extends ReadRun<AnswerResult> {
  readonly text: string;
  readonly stored: readonly UserMessage[];
  readonly faults: readonly unknown[];
  /** The session once the turn is settled. */
  readonly session: CreatorSession;
}

/** How an answer is worked on, where not as every other. */
export interface AskOptions extends Partial<Omit<CreatorTurn, 'body'>> {
  readonly questionId?: string;
  readonly putUserMessage?: () => Promise<void>;
  readonly stopAfterChunks?: number;
}

/** Answers in sessions, and the model that replies to them. */
export interface Creator {
  /** What the model replies; each test starts with {@link WORDS} and {@link notes}. */
  reply: (request: ConverseRequest) => string;
  readonly model: ModelControl;
  modelCalls(): number;
  /** One answer in a session, worked on and settled as the engine does it. */
  ask(session: CreatorSession | undefined, userResponse: string, options?: AskOptions): Promise<Asked>;
}

/** A creator for the tests of a file, each of which meets it with a model that replies at once. */
export async function useCreator(): Promise<Creator> {
  const { model, control, close } = await startModel((request) => ({ content: [{ text: creator.reply(request) }] }), {
    settings: { ...SETTINGS, maxTokens: 1_000, firstTokenTimeoutMs: 400, idleTimeoutMs: 400, cacheMinimumTokens: 64 },
  });
  const creator: Creator = {
    reply: () => WORDS + notes(),
    model: control,
    modelCalls: () => control.calls().length,
    async ask(session, userResponse, { questionId, putUserMessage, stopAfterChunks, ...changes } = {}) {
      const stored: UserMessage[] = [];
      const faults: unknown[] = [];
      const stopping = new AbortController();
      const turn: CreatorTurn = {
        ref: { userId: 'u', sessionId: 'sess_01J' },
        turnId: randomUUID(),
        claimedAt: '2026-01-01T08:10:00.000Z',
        load: async () => ({ session, profile: undefined, messages: [] }),
        body: { userResponse, ...(questionId !== undefined && { questionId }) },
        signal: stopping.signal,
        startedAtMs: performance.now(),
        ...changes,
      };
      const run = conductCreatorTurn(turn, {
        coach: { model, price: SETTINGS.price },
        messages: {
          putUserMessage: async (_ref, message) => {
            await putUserMessage?.();
            stored.push(message);
          },
        },
        clock: systemClock,
        onFault: (_what, error) => faults.push(error),
      });
      const read = await readRun(run, { stopping, stopAfterChunks });
      const settled = { turnId: turn.turnId, claimedAt: turn.claimedAt, result: read.result };
      const after = settleSession(session ?? NEW, settled);
      return { ...read, text: textOf(read.events), stored, faults, session: after };
    },
  };
  beforeEach(() => {
    creator.reply = () => WORDS + notes();
    control.script({ firstTokenMs: 1, tokenMs: 0 });
    control.clearCalls();
  });
  afterAll(close);
  return creator;
}

/** What an answer is stored with. */
export const effectsOf = ({ result }: Asked) => readCreatorEffects(result?.effects);
