import type { Profile, ProfileRepository } from '@coach-stream/store';
import { parseBody, StreamError } from '@coach-stream/streaming-core';
import {
  type ProfileResource,
  type PutProfileBody,
  profileSchema,
  putProfileBodySchema,
} from '@coach-stream/streaming-core/contract';
import type { RouteHandlers } from './api-route.ts';
import { answerTagged, checkPreconditions, versionTag } from './etag.ts';
import { isRuleChange } from './rule-change.ts';

/** What the handlers of a user's profile work with. */
export interface ProfileOptions {
  readonly profiles: Pick<ProfileRepository, 'get' | 'put'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Shows and replaces a user's profile. Who has set none has one of defaults. */
export function createProfileHandlers({ profiles, now }: ProfileOptions): RouteHandlers<'profile'> {
  return {
    async GET({ params: { userId }, request }) {
      const profile = await profiles.get(userId);
      const none: ProfileResource = { userId, timezone: 'UTC', unitSystem: 'metric', version: 0 };
      const shown = profile === undefined ? none : toResource(profile);
      return answerTagged(request, shown, versionTag(shown.version));
    },
    async PUT({ params: { userId }, request }) {
      const body = parseBody(request, putProfileBodySchema);
      requireOwn(body, userId);
      const seen = await profiles.get(userId);
      checkPreconditions(request, versionTag(seen?.version ?? 0));
      const stored =
        (seen?.version ?? 0) === body.version
          ? await profiles.put(toProfile(body, userId, seen, new Date(now()).toISOString()), body.version)
          : undefined;
      if (stored === undefined) {
        throw new StreamError('PROFILE_CHANGED');
      }
      const shown = toResource(stored);
      return { status: 200, body: shown, headers: { etag: versionTag(shown.version) } };
    },
  };
}

/** @throws StreamError `INVALID_BODY` for another user's id, `DIRECTIVE_REFUSED` */
function requireOwn({ userId, criticalTrainingDirective }: PutProfileBody, own: string): void {
  if (userId !== undefined && userId !== own) {
    throw new StreamError('INVALID_BODY', { fields: [{ path: 'userId', problem: 'immutable' }] });
  }
  if (criticalTrainingDirective !== undefined && isRuleChange(criticalTrainingDirective.content)) {
    const path = 'criticalTrainingDirective.content';
    throw new StreamError('DIRECTIVE_REFUSED', { fields: [{ path, problem: 'changes_rules' }] });
  }
}

function toProfile(body: PutProfileBody, userId: string, seen: Profile | undefined, at: string): Profile {
  const { displayName, timezone, unitSystem, criticalTrainingDirective: directive } = body;
  const before = seen?.criticalTrainingDirective;
  const isSame = directive?.content === before?.content && directive?.enabled === before?.enabled;
  return {
    userId,
    ...(displayName !== undefined && { displayName }),
    timezone,
    unitSystem,
    ...(directive !== undefined && {
      criticalTrainingDirective: { ...directive, updatedAt: isSame && before !== undefined ? before.updatedAt : at },
    }),
    createdAt: seen?.createdAt ?? at,
  };
}

/** A profile as its user sees it: what the contract has, and nothing else. */
function toResource(profile: Profile): ProfileResource {
  return profileSchema.parse({ version: 0, ...profile });
}
