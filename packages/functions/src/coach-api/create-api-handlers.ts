import type { SemanticIndex } from '@coach-stream/retrieval';
import {
  createConversationPages,
  createConversationRemoval,
  createConversationRepository,
  createConversationTitles,
  createMemoryRepository,
  createProfileRepository,
  createSummaryRepository,
  createWorkoutRepository,
  type Table,
} from '@coach-stream/store';
import type { ImageBucket } from '@coach-stream/store/images';
import type { ApiHandlers } from './api-route.ts';
import { createConversationHandlers, createMessagesHandlers } from './conversation.ts';
import { createConversationsHandlers } from './conversations.ts';
import { createMemoriesHandlers, createMemoryHandlers } from './memories.ts';
import { createProfileHandlers } from './profile.ts';
import { createSemanticRecords } from './semantic-records.ts';
import { createTurnHandlers, createTurnStopHandlers } from './turns.ts';
import type { TurnsPort } from './turns-port.ts';
import { createUploadUrlsHandlers } from './upload-urls.ts';
import { createWorkoutHandlers, createWorkoutsHandlers } from './workouts.ts';

/** What the handlers of the API work with. */
export interface ApiHandlersOptions {
  readonly coachTable: Table;
  readonly turns: TurnsPort;
  readonly index: Pick<SemanticIndex, 'upsert' | 'delete'>;
  readonly images: Pick<ImageBucket, 'createUploadUrl'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly createUlid: () => string;
  /** Told of a fault that the answer does not tell of. */
  readonly onFault: (what: string, error: unknown) => void;
}

/** Makes the handlers of every route over the `coach` table. */
export function createApiHandlers(options: ApiHandlersOptions): ApiHandlers {
  const { coachTable, turns, index, images, now, createUlid, onFault } = options;
  const pages = createConversationPages(coachTable);
  const memories = createMemoryRepository(coachTable);
  const workouts = createWorkoutRepository(coachTable);
  const records = createSemanticRecords(index, onFault);
  return {
    conversations: createConversationsHandlers({
      pages,
      repository: createConversationRepository(coachTable),
      now,
      createUlid,
    }),
    conversation: createConversationHandlers({
      pages,
      turns,
      summaries: createSummaryRepository(coachTable),
      titles: createConversationTitles(coachTable, { now }),
      removal: createConversationRemoval(coachTable),
      records,
    }),
    conversationMessages: createMessagesHandlers({ pages }),
    turn: createTurnHandlers(turns),
    turnStop: createTurnStopHandlers(turns),
    memories: createMemoriesHandlers({ memories, pages, records, now, createUlid }),
    memory: createMemoryHandlers({ memories, records }),
    workouts: createWorkoutsHandlers({ workouts }),
    workout: createWorkoutHandlers({ workouts, records }),
    profile: createProfileHandlers({ profiles: createProfileRepository(coachTable), now }),
    uploadUrls: createUploadUrlsHandlers({ images, now, createUlid }),
  };
}
