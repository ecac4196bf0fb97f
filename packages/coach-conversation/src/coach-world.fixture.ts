import { randomUUID } from 'node:crypto';
import { type ConverseRequest, forcedTool } from '@coach-stream/local-aws/bedrock';
import { type ModelSettings, structured } from '@coach-stream/models';
import type { SemanticIndex } from '@coach-stream/retrieval';
import {
  type Coach,
  type ConversationRef,
  createCoachRepository,
  createConversationRepository,
  createConversationTitles,
  createConversationTurns,
  createMemoryRepository,
  createProfileRepository,
  createSummaryRepository,
  createWorkoutRepository,
  type Profile,
} from '@coach-stream/store';
import { systemClock } from '@coach-stream/streaming-core';
import { SETTINGS as MODEL_SETTINGS, type StartedModel, startModel } from '../../models/test/start-model.ts';
import { type StartedIndex, startIndex } from '../../retrieval/test/start-index.ts';
import { type LoopbackTable, startLoopbackTable } from '../../store/test/loopback-table.ts';
import type { AfterWorkPorts, TurnPorts } from './conversation-ports.ts';

/** What answers a forced tool: its input, or the text that a model writes instead. */
export type ToolAnswer = (request: ConverseRequest) => unknown | { readonly text: string };

/** How the model of a world answers; a test changes it as it goes. */
export interface ModelAnswers {
  /** By the name of the tool. A tool that is not here is answered with words. */
  tools: Record<string, ToolAnswer>;
  /** The answer of a call without a tool. */
  reply: (request: ConverseRequest) => string;
}

export const SETTINGS: ModelSettings = {
  ...MODEL_SETTINGS,
  maxTokens: 4_000,
  firstTokenTimeoutMs: 4_000,
  idleTimeoutMs: 2_000,
  cacheMinimumTokens: 64,
};

export const COACH: Coach = {
  coachId: 'coach_1',
  coachName: 'Robin',
  coachDescription: 'Strength coach',
  prompts: {
    personality: 'Warm.',
    safety: 'None.',
    motivation: 'Steady.',
    methodology: 'Linear.',
    communicationStyle: 'Plain.',
    adaptation: 'Small steps.',
  },
  metadata: { version: 1, createdAt: '2026-01-01T00:00:00.000Z' },
};

/** Everything that a turn works with, over loopback: table, model and index, with test control of each. */
export interface CoachWorld {
  readonly table: LoopbackTable;
  readonly bedrock: StartedModel;
  readonly answers: ModelAnswers;
  readonly started: StartedIndex;
  readonly index: SemanticIndex;
  readonly ports: TurnPorts & { readonly faults: string[] };
  readonly afterWork: AfterWorkPorts;
  /** A conversation of its own, with its coach and profile. */
  newConversation(profile?: Partial<Profile>): Promise<ConversationRef>;
  /** Sets everything back that a test may have changed, and forgets the calls. */
  reset(): void;
  close(): Promise<void>;
}

/** Starts a world whose model has nothing to say yet. */
export async function startCoachWorld(): Promise<CoachWorld> {
  const table = await startLoopbackTable();
  const started = await startIndex();
  const answers: ModelAnswers = { tools: {}, reply: () => '' };
  const bedrock = await startModel(
    (request) => {
      const tool = forcedTool(request);
      if (tool === undefined) {
        return { content: [{ text: answers.reply(request) }] };
      }
      const input = answers.tools[tool.name]?.(request) ?? { text: 'I would rather talk.' };
      const isText = typeof input === 'object' && input !== null && 'text' in input && Object.keys(input).length === 1;
      return { content: [isText ? { text: String(input.text) } : { toolUse: { name: tool.name, input } }] };
    },
    { settings: SETTINGS },
  );
  const priced = { model: bedrock.model, price: SETTINGS.price };
  const conversations = createConversationRepository(table);
  const stores = {
    messages: conversations,
    summaries: createSummaryRepository(table),
    memories: createMemoryRepository(table),
    workouts: createWorkoutRepository(table),
  };
  const faults: string[] = [];
  const { index } = started;
  const world: CoachWorld = {
    table,
    bedrock,
    answers,
    started,
    index,
    ports: {
      models: { fillSchema: structured, router: priced, coach: priced, extract: priced },
      stores,
      index,
      clock: systemClock,
      random: Math.random,
      faults,
      onFault: (what) => faults.push(what),
    },
    afterWork: {
      models: { fillSchema: structured, summary: priced, extract: priced },
      stores: { ...stores, conversations, titles: createConversationTitles(table, systemClock) },
      index,
      clock: systemClock,
    },
    async newConversation(profile = {}) {
      const ref = { userId: `user-${randomUUID()}`, coachId: COACH.coachId, conversationId: `conv_${randomUUID()}` };
      const createdAt = '2026-01-01T00:00:00.000Z';
      await createCoachRepository(table).create(ref.userId, COACH);
      await createProfileRepository(table).create({
        userId: ref.userId,
        timezone: 'UTC',
        unitSystem: 'metric',
        createdAt,
        ...profile,
      });
      await conversations.create({
        ...ref,
        endedTurnIds: [],
        messageCount: 0,
        createdAt,
        updatedAt: createdAt,
        version: 1,
      });
      return ref;
    },
    reset() {
      answers.tools = {};
      answers.reply = () => 'Start light, then add a little each week.';
      bedrock.control.script({ firstTokenMs: 1, tokenMs: 0 });
      bedrock.control.clearCalls();
      started.pinecone.faults.clear();
      started.pinecone.setDown(false);
      faults.length = 0;
    },
    async close() {
      await bedrock.close();
      await started.close();
      await table.stop();
    },
  };
  world.reset();
  return world;
}

/** The turns of a world's conversations, as the engine settles them. */
export function turnsOf({ table }: CoachWorld) {
  return createConversationTurns(table, systemClock);
}

/** Names of the tools that were asked for, `answer` for a call without one. */
export function callsOf({ bedrock }: CoachWorld): string[] {
  return bedrock.control.calls().map(({ tool }) => tool ?? 'answer');
}

/** The texts of a call's last message. */
export function lastTexts(request: ConverseRequest | undefined): string[] {
  return (request?.messages.at(-1)?.content ?? []).flatMap(({ text }) => text ?? []);
}
