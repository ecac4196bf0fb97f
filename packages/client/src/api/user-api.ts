import type {
  Deleted,
  MemoryPage,
  MemoryResource,
  ProfileResource,
  PutProfileBody,
  TurnResource,
  UserDeletionResource,
  UserUsage,
  WorkoutPage,
  WorkoutResource,
} from '@coach-stream/streaming-core/contract';
import type { ApiCall, CallOptions, PageOptions } from './call.ts';
import { pageQuery } from './page-query.ts';

interface UserIds {
  readonly userId: string;
}

/** Something to be kept in mind. */
export interface NewMemory extends Partial<Pick<MemoryResource, 'type' | 'importance' | 'coachId'>> {
  /** At most 1,000 characters. */
  readonly content: string;
  readonly tags?: readonly string[];
}

/** What coaches keep in mind about a user. */
export interface MemoriesApi {
  list(ids: UserIds, page?: PageOptions): Promise<MemoryPage>;
  create(ids: UserIds, memory: NewMemory, options?: CallOptions): Promise<MemoryResource>;
  delete(ids: UserIds & { readonly memoryId: string }, options?: CallOptions): Promise<Deleted>;
}

/** A user's workouts. */
export interface WorkoutsApi {
  /** Latest first. */
  list(ids: UserIds, page?: PageOptions): Promise<WorkoutPage>;
  get(ids: UserIds & { readonly workoutId: string }, options?: CallOptions): Promise<WorkoutResource>;
  delete(ids: UserIds & { readonly workoutId: string }, options?: CallOptions): Promise<Deleted>;
}

/** A user's profile. */
export interface ProfileApi {
  get(ids: UserIds, options?: CallOptions): Promise<ProfileResource>;
  /** Replaces it; `version` is the one that was read, else it is refused with `PROFILE_CHANGED`. */
  put(ids: UserIds, profile: PutProfileBody, options?: CallOptions): Promise<ProfileResource>;
}

/** Turns by their id, whatever they belong to. */
export interface TurnsApi {
  get(ids: UserIds & { readonly turnId: string }, options?: CallOptions): Promise<TurnResource>;
  stop(ids: UserIds & { readonly turnId: string }, options?: CallOptions): Promise<TurnResource>;
}

/** A user with all that is kept of them. */
export interface UserApi {
  /** Deletes everything, in the background. */
  delete(ids: UserIds, options?: CallOptions): Promise<UserDeletionResource>;
  deletion(ids: UserIds, options?: CallOptions): Promise<UserDeletionResource>;
  /** What the user has used today, and what the limits are. */
  usage(ids: UserIds, options?: CallOptions): Promise<UserUsage>;
}

/** What of an API is a user's own and no coach's. */
export function userApis(call: ApiCall): {
  memories: MemoriesApi;
  workouts: WorkoutsApi;
  profile: ProfileApi;
  turns: TurnsApi;
  user: UserApi;
} {
  return {
    memories: {
      list: (params, page) => call({ route: 'memories', method: 'GET', params, query: pageQuery(page), options: page }),
      create: (params, body, options) =>
        call({ route: 'memories', method: 'POST', params, body, isCreation: true, options }),
      delete: (params, options) => call({ route: 'memory', method: 'DELETE', params, options }),
    },
    workouts: {
      list: (params, page) => call({ route: 'workouts', method: 'GET', params, query: pageQuery(page), options: page }),
      get: (params, options) => call({ route: 'workout', method: 'GET', params, options }),
      delete: (params, options) => call({ route: 'workout', method: 'DELETE', params, options }),
    },
    profile: {
      get: (params, options) => call({ route: 'profile', method: 'GET', params, options }),
      put: (params, body, options) => call({ route: 'profile', method: 'PUT', params, body, options }),
    },
    turns: {
      get: (params, options) => call({ route: 'turn', method: 'GET', params, options }),
      stop: (params, options) => call({ route: 'turnStop', method: 'POST', params, options }),
    },
    user: {
      delete: (params, options) => call({ route: 'user', method: 'DELETE', params, options }),
      deletion: (params, options) => call({ route: 'userDeletion', method: 'GET', params, options }),
      usage: (params, options) => call({ route: 'userUsage', method: 'GET', params, options }),
    },
  };
}
