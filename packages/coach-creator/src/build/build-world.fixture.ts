import { type ChatModel, type ChatRequest, ModelError, structured } from '@coach-stream/models';
import type { SemanticIndex, SemanticRecord } from '@coach-stream/retrieval';
import { noIndex } from '@coach-stream/retrieval';
import type { Coach, CreatorSession, Profile } from '@coach-stream/store';
import { type CoachConfig, coachConfigSchema } from '@coach-stream/store/entities';
import type { Clock } from '@coach-stream/streaming-core';
import * as z from 'zod/mini';
import { buildCoach } from './build-coach.ts';
import type { BuildOutcome } from './build-outcome.ts';
import type { BuildPorts } from './build-ports.ts';
import type { WrittenCoach } from './generate/written-coach.ts';
import { queueBuild } from './state/build-state.ts';
import type { SweepPorts } from './sweep-build.ts';

export const REF = { userId: 'user_1', sessionId: 'sess_01K0000000000000000000TEST' } as const;
export const COACH_ID = 'coach_01K0000000000000000000TEST';
const START = Date.parse('2026-03-01T08:00:00.000Z');

/** A builder's process was killed: nothing that it does from then on reaches anything. */
export class KilledError extends Error {}

/** What somebody answered, by the question's id. */
export type Told = Readonly<Record<string, string>>;

export const TOLD: Told = {
  goalsAndTimeline: 'I want to get stronger and feel healthy within 12 weeks.',
  ageAndLifeStage: "I'm 34 and work at a desk.",
  experienceLevel: 'I have lifted on and off for two years.',
  trainingFrequencyAndTime: 'Three times a week, 45 minutes, before work.',
  injuriesAndLimitations: 'My left knee hurts when I run.',
  equipmentAndEnvironment: 'A full gym.',
  movementPreferences: 'I like lifting and rowing, I hate running.',
  coachingStyle: 'Explain the why and correct my technique.',
  successMetrics: 'Heavier lifts and less stiffness.',
};

/** A session that was answered to its end, and whose build is queued. */
export function toSession(told: Told, changes: Partial<CreatorSession> = {}): CreatorSession {
  const answeredAt = new Date(START).toISOString();
  return {
    ...REF,
    status: 'complete',
    sophisticationLevel: 'intermediate',
    detectedSignals: [],
    currentQuestionId: null,
    answers: Object.fromEntries(Object.entries(told).map(([id, text]) => [id, { text, followUps: [], answeredAt }])),
    progress: {
      questionsCompleted: 9,
      totalQuestions: 9,
      percentage: 100,
      sophisticationLevel: 'intermediate',
      currentQuestion: null,
    },
    startedAt: answeredAt,
    lastActivityAt: answeredAt,
    completedAt: answeredAt,
    build: queueBuild(START),
    messageCount: 19,
    endedTurnIds: [],
    version: 7,
    ...changes,
  };
}

/** A draft that passes: it speaks of the methodology as the prompt tells it. */
export function goodDraft({ messages }: ChatRequest): WrittenCoach {
  const prompt = messages
    .map(({ content }) => content.map((part) => ('text' in part ? part.text : '')).join(''))
    .join('');
  const methodology = /^Methodology: (.+)$/m.exec(prompt)?.[1] ?? '';
  return {
    coachName: 'Robin',
    coachDescription: 'Patient strength coach',
    prompts: {
      personality: 'You are attentive, exact and kind, and you like to explain.',
      safety: 'Ask how the body feels before the first set, and lighten the session when in doubt.',
      motivation: 'Show the person how far they have come, in numbers they care about.',
      methodology: methodology.slice(0, 400),
      communicationStyle: 'Speak plainly and in short paragraphs, with one question at a time.',
      adaptation: 'On a tired day, halve the sets. After a missed week, begin where it was easy.',
    },
    personalityReasoning: 'They ask for reasons and for good technique.',
    methodologyReasoning: 'It fits their week, their level and their goal.',
    emphasis: ['clean technique', 'steady progress'],
    programmingFocus: ['whole-body sessions'],
    specializations: ['technique'],
    otherLimitations: [],
  };
}

/** What a model does with a request: the tool's input, or an error that it throws. */
export type Reply = (request: ChatRequest, signal: AbortSignal) => unknown;

/** Everything that a build works with, in memory; a test changes it as it goes. */
export interface BuildWorld {
  readonly ports: BuildPorts;
  readonly sweep: SweepPorts;
  readonly clock: Clock & { advance(milliseconds: number): void };
  /** What the model replies, one a call; the last one stays. */
  replies: Reply[];
  readonly requests: ChatRequest[];
  session: CreatorSession | undefined;
  profile: Profile | undefined;
  readonly coaches: Map<string, Coach>;
  readonly records: SemanticRecord[];
  readonly faults: string[];
  readonly invoked: string[];
  isIndexDown: boolean;
  /** Names of the calls of the ports that reached them, in order. */
  readonly calls: string[];
  /** Kills the builder at its n-th call, from 1: before it reaches the port, or behind it. */
  kill(call: number, when: 'before' | 'after'): void;
  /** Another builder's process. */
  revive(): void;
}

export function createBuildWorld(told: Told = TOLD, changes: Partial<CreatorSession> = {}): BuildWorld {
  let now = START;
  let timers: { readonly at: number; readonly callback: () => void }[] = [];
  let killed: { readonly call: number; readonly when: 'before' | 'after' } | undefined;
  let count = 0;
  const port = async <Result>(name: string, work: () => Result | Promise<Result>): Promise<Result> => {
    await Promise.resolve();
    count += 1;
    if (killed !== undefined && (count > killed.call || (count === killed.call && killed.when === 'before'))) {
      throw new KilledError();
    }
    world.calls.push(name);
    const result = await work();
    if (killed !== undefined && count >= killed.call) {
      throw new KilledError();
    }
    return result;
  };
  const clock = {
    now: () => now,
    monotonicMs: () => now,
    schedule(callback: () => void, delayMs: number) {
      const timer = { at: now + delayMs, callback };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    advance(milliseconds: number) {
      now += milliseconds;
      const due = timers.filter(({ at }) => at <= now);
      timers = timers.filter(({ at }) => at > now);
      for (const { callback } of due) {
        callback();
      }
    },
  };
  const model: ChatModel = {
    stream: () => {
      throw new Error('A build streams nothing.');
    },
    complete: (request, { signal }) =>
      port('model', async () => {
        signal.throwIfAborted();
        world.requests.push(request);
        const reply = world.replies.length > 1 ? world.replies.shift() : world.replies[0];
        const input = await reply?.(request, signal);
        if (input instanceof Error) {
          throw input;
        }
        const usage = { inputTokens: 1_000, outputTokens: 500, cacheReadTokens: 0, cacheWriteTokens: 0 };
        return { text: '', toolUse: { name: 'write_coach', input }, stopReason: 'tool_use', usage };
      }),
  };
  const index: SemanticIndex = {
    ...noIndex,
    upsert: (records) =>
      port('index', () => {
        if (world.isIndexDown) {
          throw new Error('down');
        }
        world.records.push(...records);
      }),
  };
  const sessions: BuildPorts['sessions'] = {
    load: () => port('load', () => world.session && { session: world.session, profile: world.profile }),
    changeBuild: (_ref, { fromVersion, build, coachId }) =>
      port(`changeBuild ${build.status}`, () => {
        if (world.session?.version !== fromVersion) {
          return false;
        }
        world.session = {
          ...world.session,
          build,
          version: fromVersion + 1,
          ...(coachId !== undefined && { coachId }),
        };
        return true;
      }),
  };
  const coaches: BuildPorts['coaches'] = {
    get: (_userId, coachId) => port('get', () => world.coaches.get(coachId)),
    create: (_userId, coach) =>
      port('create', () => {
        const isNew = !world.coaches.has(coach.coachId);
        if (isNew) {
          world.coaches.set(coach.coachId, coach);
        }
        return isNew;
      }),
  };
  const price = {
    asOf: '2026-01-01',
    inputPerMillion: 3,
    outputPerMillion: 15,
    cacheReadPerMillion: 0,
    cacheWritePerMillion: 0,
  };
  const world: BuildWorld = {
    ports: {
      sessions,
      coaches,
      index,
      model: { model, price, fillSchema: structured, modelId: 'model-1' },
      clock,
      onFault: (what) => world.faults.push(what),
    },
    sweep: {
      sessions,
      coaches,
      clock,
      invoke: async ({ sessionId }) => {
        world.invoked.push(sessionId);
      },
    },
    clock,
    replies: [goodDraft],
    requests: [],
    session: toSession(told, changes),
    profile: { userId: REF.userId, timezone: 'UTC', unitSystem: 'metric', createdAt: new Date(START).toISOString() },
    coaches: new Map(),
    records: [],
    faults: [],
    invoked: [],
    isIndexDown: false,
    calls: [],
    kill(call, when) {
      killed = { call, when };
      count = 0;
    },
    revive() {
      killed = undefined;
    },
  };
  return world;
}

/** One delivery of the build, with some of the world's ports changed. */
export function build(world: BuildWorld, changes: Partial<BuildPorts> = {}): Promise<BuildOutcome> {
  return buildCoach(REF, { ...world.ports, ...changes }, { signal: new AbortController().signal });
}

/** The coach that was built. */
export const coachOf = (world: BuildWorld): CoachConfig => z.parse(coachConfigSchema, world.coaches.get(COACH_ID));

export const throttled = () => new ModelError('MODEL_THROTTLED', { partial: false });
export const refused = () => new ModelError('MODEL_REFUSED', { partial: false });
