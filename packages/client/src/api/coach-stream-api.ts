import type { ChatsApi } from './chats-api.ts';
import type { CoachesApi } from './coaches-api.ts';
import type { ConversationsApi } from './conversations-api.ts';
import type { SessionsApi } from './sessions-api.ts';
import type { UploadsApi } from './uploads-api.ts';
import type { MemoriesApi, ProfileApi, TurnsApi, UserApi, WorkoutsApi } from './user-api.ts';

/** The REST API, by resource. Every method throws `CoachStreamError`. */
export interface CoachStreamApi {
  readonly conversations: ConversationsApi;
  readonly sessions: SessionsApi;
  readonly coaches: CoachesApi;
  readonly memories: MemoriesApi;
  readonly workouts: WorkoutsApi;
  readonly profile: ProfileApi;
  readonly turns: TurnsApi;
  readonly uploads: UploadsApi;
  readonly chats: ChatsApi;
  readonly user: UserApi;
}
