import type { FillSchema, PricedModel } from '@coach-stream/prompting';
import type { SemanticIndex } from '@coach-stream/retrieval';
import type {
  ConversationRef,
  ConversationSnapshot,
  ConversationSummary,
  Memory,
  UserMessage,
  Workout,
} from '@coach-stream/store';
import type { Clock } from '@coach-stream/streaming-core';

/** The models of a turn. */
export interface TurnModels {
  readonly fillSchema: FillSchema;
  /** Decides what a message needs; its first token counts twice. */
  readonly router: PricedModel;
  /** Answers. */
  readonly coach: PricedModel;
  /** Reads workouts out of messages. */
  readonly extract: PricedModel;
}

/** Users' memories. */
export interface MemoryStore {
  /** Some of a user's memories, in any order. */
  list(userId: string, page: { readonly limit: number }): Promise<{ readonly items: readonly Memory[] }>;
  /** Stores a memory; one of the same turn over the earlier one. @returns `false` where another one has its id */
  create(memory: Memory): Promise<boolean>;
  /** Counts a use. @param usedAt ISO-8601, UTC */
  markUsed(userId: string, memoryIds: readonly string[], usedAt: string): Promise<void>;
}

/** Users' workouts. */
export interface WorkoutStore {
  /** The latest workouts by the time at which they were done, latest first. */
  listRecent(userId: string, limit: number): Promise<readonly Workout[]>;
  /** Stores a workout over whatever has its id. */
  put(workout: Workout): Promise<void>;
}

/** Everything of the store that a turn reads and writes beside what it starts from. */
export interface TurnStores {
  readonly messages: { putUserMessage(conversation: ConversationRef, message: UserMessage): Promise<void> };
  readonly summaries: { get(conversation: ConversationRef): Promise<ConversationSummary | undefined> };
  readonly memories: MemoryStore;
  readonly workouts: WorkoutStore;
}

/** What the making of an answer works with. */
export interface TurnPorts {
  readonly models: TurnModels;
  readonly stores: TurnStores;
  /** Has to end its searches by itself: 1.5 s with Pinecone. */
  readonly index: SemanticIndex;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Told of a fault that the turn goes on without, such as a summary that could not be read. */
  readonly onFault?: (what: string, error: unknown) => void;
}

/** What the work after a turn works with. */
export interface AfterWorkPorts {
  readonly models: { readonly fillSchema: FillSchema; readonly summary: PricedModel; readonly extract: PricedModel };
  readonly stores: {
    readonly conversations: {
      load(conversation: ConversationRef, options: { messageLimit: number }): Promise<ConversationSnapshot>;
    };
    readonly titles: {
      /** Sets a title where there is none. @returns whether it is set */
      setOnce(conversation: ConversationRef, title: string): Promise<boolean>;
    };
    readonly summaries: {
      get(conversation: ConversationRef): Promise<ConversationSummary | undefined>;
      /** Stores a summary where it takes in more messages than the stored one. @returns whether it is stored */
      putIfLonger(conversation: ConversationRef, summary: ConversationSummary): Promise<boolean>;
    };
    readonly memories: Pick<MemoryStore, 'list'> & { delete(userId: string, memoryId: string): Promise<boolean> };
    readonly workouts: Pick<WorkoutStore, 'put'> & {
      get(userId: string, workoutId: string): Promise<Workout | undefined>;
    };
  };
  readonly index: SemanticIndex;
  readonly clock: Clock;
}
