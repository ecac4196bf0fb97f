import type {
  CoachConfigStatus,
  CreatorSessionDetail,
  CreatorSessionPage,
  Deleted,
  MessagePage,
  StartedCreatorSession,
} from '@coach-stream/streaming-core/contract';
import type { SessionIds } from '../ids.ts';
import type { ApiCall, CallOptions, PageOptions } from './call.ts';
import { pageQuery } from './page-query.ts';

type UserIds = Pick<SessionIds, 'userId'>;

/** Coach creator sessions and the building of their coaches. */
export interface SessionsApi {
  list(ids: UserIds, page?: PageOptions): Promise<CreatorSessionPage>;
  get(ids: SessionIds, options?: CallOptions): Promise<CreatorSessionDetail>;
  /** Begins a session; it comes with its greeting and first question. */
  create(ids: UserIds, options?: CallOptions): Promise<StartedCreatorSession>;
  delete(ids: SessionIds, options?: CallOptions): Promise<Deleted>;
  /** Newest first. */
  messages(ids: SessionIds, page?: PageOptions): Promise<MessagePage>;
  /** Where the building of the session's coach stands. */
  configStatus(ids: SessionIds, options?: CallOptions): Promise<CoachConfigStatus>;
  /** Builds the coach anew, where that has failed. */
  retryBuild(ids: SessionIds, options?: CallOptions): Promise<CoachConfigStatus>;
}

/** The sessions of an API. */
export function sessionsApi(call: ApiCall): SessionsApi {
  return {
    list: (params, page) =>
      call({ route: 'coachCreatorSessions', method: 'GET', params, query: pageQuery(page), options: page }),
    get: (params, options) => call({ route: 'coachCreatorSession', method: 'GET', params, options }),
    create: (params, options) =>
      call({ route: 'coachCreatorSessions', method: 'POST', params, body: {}, isCreation: true, options }),
    delete: (params, options) => call({ route: 'coachCreatorSession', method: 'DELETE', params, options }),
    messages: (params, page) =>
      call({ route: 'coachCreatorSessionMessages', method: 'GET', params, query: pageQuery(page), options: page }),
    configStatus: (params, options) => call({ route: 'coachConfigStatus', method: 'GET', params, options }),
    retryBuild: (params, options) => call({ route: 'coachFromSession', method: 'POST', params, body: {}, options }),
  };
}
