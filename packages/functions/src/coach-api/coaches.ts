import type { Coach, CoachChanges, CoachRef, CoachRepository, ConversationPages } from '@coach-stream/store';
import { parseBody, StreamError } from '@coach-stream/streaming-core';
import { buildPath, type CoachPage, changeCoachBodySchema, type Deleted } from '@coach-stream/streaming-core/contract';
import type { ApiHandler, RouteHandlers } from './api-route.ts';
import { toCoachResource } from './coach-resource.ts';
import { answerTagged, versionTag, versionToChange } from './etag.ts';
import { nextCursorOf, readPageQuery } from './page-query.ts';
import { isRuleChange } from './rule-change.ts';

/** What the handlers of a user's coaches work with. */
export interface CoachesOptions {
  readonly coaches: Pick<CoachRepository, 'get' | 'list' | 'update' | 'delete'>;
  readonly pages: Pick<ConversationPages, 'hasCoach' | 'listConversations'>;
}

/** Lists a user's coaches. */
export function createCoachesHandlers({ coaches }: Pick<CoachesOptions, 'coaches'>): RouteHandlers<'coaches'> {
  return {
    async GET({ params, request }) {
      const list = buildPath('coaches', params);
      const page = await coaches.list(params.userId, readPageQuery(request.query, list));
      const body: CoachPage = { coaches: page.items.map(toCoachResource), ...nextCursorOf(page, list) };
      return { status: 200, body };
    },
  };
}

/** Shows, changes and deletes a coach. */
export function createCoachHandlers(options: CoachesOptions): RouteHandlers<'coach'> {
  return { GET: showCoach(options), PATCH: changeCoach(options), DELETE: deleteCoach(options) };
}

function showCoach({ coaches }: CoachesOptions): ApiHandler<'coach'> {
  return async ({ params, request }) => {
    const coach = await readOwn(coaches, params);
    return answerTagged(request, toCoachResource(coach), tagOf(coach));
  };
}

function changeCoach({ coaches }: CoachesOptions): ApiHandler<'coach'> {
  return async ({ params: { userId, coachId }, request }) => {
    const { coachName, coachDescription, status } = parseBody(request, changeCoachBodySchema);
    refuseRuleChanges({ coachName, coachDescription });
    const changes: CoachChanges = {
      ...(coachName !== undefined && { coachName }),
      ...(coachDescription !== undefined && { coachDescription }),
      ...(status !== undefined && { status }),
    };
    const seenVersion = await versionToChange(request, () => readVersion(coaches, { userId, coachId }));
    const coach = await coaches.update(userId, coachId, changes, seenVersion);
    if (coach === undefined) {
      throw await changedOrGone(coaches, { userId, coachId });
    }
    return { status: 200, body: toCoachResource(coach), headers: { etag: tagOf(coach) } };
  };
}

/** Name and description are part of the coach's own prompt, and not data as other texts of a user's. */
function refuseRuleChanges(texts: Readonly<Record<string, string | undefined>>): void {
  const fields = Object.entries(texts)
    .filter(([, text]) => text !== undefined && isRuleChange(text))
    .map(([path]) => ({ path, problem: 'changes_rules' }));
  if (fields.length > 0) {
    throw new StreamError('INVALID_BODY', { fields });
  }
}

/**
 * A coach goes only where it has no conversation: what was said would be out of reach without it. One that begins at this
 * very moment is not seen; it is out of reach then.
 */
function deleteCoach({ coaches, pages }: CoachesOptions): ApiHandler<'coach'> {
  return async ({ params, request }) => {
    const [hasCoach, { items }] = await Promise.all([
      pages.hasCoach(params),
      pages.listConversations(params, { limit: 1 }),
    ]);
    if (!hasCoach) {
      throw new StreamError('COACH_NOT_FOUND');
    }
    if (items.length > 0) {
      throw new StreamError('COACH_IN_USE');
    }
    const seenVersion = await versionToChange(request, () => readVersion(coaches, params));
    if (!(await coaches.delete(params.userId, params.coachId, seenVersion))) {
      throw await changedOrGone(coaches, params);
    }
    return { status: 200, body: { deleted: true } satisfies Deleted };
  };
}

function tagOf({ metadata }: Coach): string {
  return versionTag(metadata.version);
}

async function readVersion(coaches: Pick<CoachRepository, 'get'>, ref: CoachRef): Promise<number> {
  return (await readOwn(coaches, ref)).metadata.version;
}

/** A coach of the user's. @throws StreamError `COACH_NOT_FOUND` */
async function readOwn(coaches: Pick<CoachRepository, 'get'>, { userId, coachId }: CoachRef): Promise<Coach> {
  const coach = await coaches.get(userId, coachId);
  if (coach === undefined) {
    throw new StreamError('COACH_NOT_FOUND');
  }
  return coach;
}

/** Why a coach could not be changed: it is gone, or another one than was read. @throws StreamError `COACH_NOT_FOUND` */
async function changedOrGone(coaches: Pick<CoachRepository, 'get'>, ref: CoachRef): Promise<StreamError> {
  await readOwn(coaches, ref);
  return new StreamError('PRECONDITION_FAILED');
}
