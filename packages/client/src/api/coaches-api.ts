import type { CoachPage, CoachResource, CoachTemplates, Deleted } from '@coach-stream/streaming-core/contract';
import type { ApiCall, CallOptions, PageOptions } from './call.ts';
import { pageQuery } from './page-query.ts';

interface UserIds {
  readonly userId: string;
}

interface CoachIds extends UserIds {
  readonly coachId: string;
}

/** What may be changed of a coach: at least one of them. */
export interface CoachChange {
  /** At most 25 letters, spaces, apostrophes, dots and hyphens. */
  readonly coachName?: string;
  /** At most five words. */
  readonly coachDescription?: string;
  readonly status?: 'active' | 'archived';
}

/** A user's coaches. */
export interface CoachesApi {
  list(ids: UserIds, page?: PageOptions): Promise<CoachPage>;
  get(ids: CoachIds, options?: CallOptions): Promise<CoachResource>;
  change(ids: CoachIds, change: CoachChange, options?: CallOptions): Promise<CoachResource>;
  delete(ids: CoachIds, options?: CallOptions): Promise<Deleted>;
  templates(ids: UserIds, options?: CallOptions): Promise<CoachTemplates>;
  fromTemplate(ids: UserIds & { readonly templateId: string }, options?: CallOptions): Promise<CoachResource>;
}

/** The coaches of an API. */
export function coachesApi(call: ApiCall): CoachesApi {
  return {
    list: (params, page) => call({ route: 'coaches', method: 'GET', params, query: pageQuery(page), options: page }),
    get: (params, options) => call({ route: 'coach', method: 'GET', params, options }),
    change: (params, body, options) => call({ route: 'coach', method: 'PATCH', params, body, options }),
    delete: (params, options) => call({ route: 'coach', method: 'DELETE', params, options }),
    templates: (params, options) => call({ route: 'coachTemplates', method: 'GET', params, options }),
    fromTemplate: (params, options) =>
      call({ route: 'coachFromTemplate', method: 'POST', params, body: {}, isCreation: true, options }),
  };
}
