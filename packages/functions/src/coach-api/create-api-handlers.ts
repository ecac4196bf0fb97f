import type { SemanticIndex } from '@coach-stream/retrieval';
import {
  createChatRemoval,
  createChatRepository,
  createCoachRepository,
  createConversationPages,
  createConversationRemoval,
  createConversationRepository,
  createConversationTitles,
  createMemoryRepository,
  createProfileRepository,
  createSessionRemoval,
  createSessionRepository,
  createSummaryRepository,
  createUserDeletionRepository,
  createWorkoutRepository,
  type Table,
  type TurnLimits,
  type UserLimitsRepository,
} from '@coach-stream/store';
import type { ImageBucket } from '@coach-stream/store/images';
import type { Clock } from '@coach-stream/streaming-core';
import type { BuildEvent } from '../build-coach-config/build-event.ts';
import type { DeletionEvent } from '../delete-user-data/deletion-event.ts';
import { buildSessions } from '../wiring/build-sessions.ts';
import type { InvokeAsync } from '../wiring/invoke-async.ts';
import type { ApiHandlers } from './api-route.ts';
import { createChatMessagesHandlers, createChatSessionHandlers } from './chat.ts';
import { createChatPersonasHandlers, createChatSessionsHandlers, createChatStartHandlers } from './chats.ts';
import { createCoachFromSessionHandlers } from './coach-from-session.ts';
import { createCoachFromTemplateHandlers, createCoachTemplatesHandlers } from './coach-templates.ts';
import { createCoachesHandlers, createCoachHandlers } from './coaches.ts';
import { createConversationHandlers, createMessagesHandlers } from './conversation.ts';
import { createConversationsHandlers } from './conversations.ts';
import { createImageUrlsHandlers } from './image-urls.ts';
import { createMemoriesHandlers, createMemoryHandlers } from './memories.ts';
import { createProfileHandlers } from './profile.ts';
import { createSemanticRecords } from './semantic-records.ts';
import { createConfigStatusHandlers, createSessionHandlers, createSessionMessagesHandlers } from './session.ts';
import { createSessionsHandlers } from './sessions.ts';
import { createTurnHandlers, createTurnStopHandlers } from './turns.ts';
import type { TurnsPort } from './turns-port.ts';
import { createUploadUrlsHandlers } from './upload-urls.ts';
import { createUserDeletionHandlers, createUserHandlers } from './user-deletion.ts';
import { createUserUsageHandlers } from './user-usage.ts';
import { createWorkoutHandlers, createWorkoutsHandlers } from './workouts.ts';

/** What the handlers of the API work with. */
export interface ApiHandlersOptions {
  readonly coachTable: Table;
  readonly turns: TurnsPort;
  readonly userLimits: Pick<UserLimitsRepository, 'readCurrent'>;
  readonly limits: TurnLimits;
  readonly index: Pick<SemanticIndex, 'upsert' | 'delete'>;
  readonly images: Pick<ImageBucket, 'createUploadUrl' | 'createDownloadUrl'>;
  /** Hands a build to its function. */
  readonly invokeBuild: InvokeAsync<BuildEvent>;
  /** Hands the deletion of a user's data to its function. */
  readonly invokeDeletion: InvokeAsync<DeletionEvent>;
  readonly clock: Clock;
  readonly createUlid: () => string;
  /** Told of a fault that the answer does not tell of. */
  readonly onFault: (what: string, error: unknown) => void;
}

/** Makes the handlers of every route over the `coach` table. */
export function createApiHandlers(options: ApiHandlersOptions): ApiHandlers {
  const { coachTable, turns, index, images, invokeBuild, invokeDeletion, clock, createUlid, onFault } = options;
  const now = () => clock.now();
  const coaches = createCoachRepository(coachTable);
  const sessions = createSessionRepository(coachTable);
  const chats = createChatRepository(coachTable);
  const pages = createConversationPages(coachTable);
  const memories = createMemoryRepository(coachTable);
  const workouts = createWorkoutRepository(coachTable);
  const deletions = createUserDeletionRepository(coachTable);
  const records = createSemanticRecords(index, onFault);
  return {
    coachCreatorSessions: createSessionsHandlers({ sessions, now, createUlid }),
    coachCreatorSession: createSessionHandlers({ sessions, turns, removal: createSessionRemoval(coachTable), records }),
    coachCreatorSessionMessages: createSessionMessagesHandlers({ sessions }),
    coachConfigStatus: createConfigStatusHandlers({ sessions }),
    coaches: createCoachesHandlers({ coaches }),
    coach: createCoachHandlers({ coaches, pages }),
    coachFromSession: createCoachFromSessionHandlers({
      sessions,
      builds: buildSessions(coachTable),
      invokeBuild,
      clock,
    }),
    coachTemplates: createCoachTemplatesHandlers(),
    coachFromTemplate: createCoachFromTemplateHandlers({ coaches, now, createUlid }),
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
    user: createUserHandlers({ deletions, invokeDeletion, now }),
    userDeletion: createUserDeletionHandlers({ deletions }),
    userUsage: createUserUsageHandlers(options),
    uploadUrls: createUploadUrlsHandlers({ images, now, createUlid }),
    imageUrls: createImageUrlsHandlers({ images, now }),
    chatStart: createChatStartHandlers({ chats, now, createUlid }),
    chatSessions: createChatSessionsHandlers({ chats }),
    chatSession: createChatSessionHandlers({ chats, turns, removal: createChatRemoval(coachTable) }),
    chatMessages: createChatMessagesHandlers({ chats }),
    chatPersonas: createChatPersonasHandlers(),
  };
}
