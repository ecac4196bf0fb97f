import type { UserDeletion, UserDeletionRepository } from '@coach-stream/store';
import { StreamError } from '@coach-stream/streaming-core';
import { buildPath, type UserDeletionResource, userDeletionSchema } from '@coach-stream/streaming-core/contract';
import type { DeletionEvent } from '../delete-user-data/deletion-event.ts';
import type { InvokeAsync } from '../wiring/invoke-async.ts';
import type { RouteHandlers } from './api-route.ts';
import { readNoBody } from './read-no-body.ts';

/** What the handlers of the deletion of a user's data work with. */
export interface UserDeletionOptions {
  readonly deletions: Pick<UserDeletionRepository, 'request' | 'read'>;
  readonly invokeDeletion: InvokeAsync<DeletionEvent>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Begins the deletion of everything of a user's: 202 with where it stands, which `Location` tells from then on. One that
 * could not be handed over is queued all the same, and the sweep finds it.
 */
export function createUserHandlers({ deletions, invokeDeletion, now }: UserDeletionOptions): RouteHandlers<'user'> {
  return {
    async DELETE({ params, request, basePath }) {
      readNoBody(request);
      const deletion = await deletions.request(params.userId, now());
      await invokeDeletion({ userId: params.userId });
      const location = `${basePath}${buildPath('userDeletion', { userId: params.userId })}`;
      return { status: 202, body: toResource(deletion), headers: { location } };
    },
  };
}

/** Shows where the deletion of a user's data stands. */
export function createUserDeletionHandlers({
  deletions,
}: Pick<UserDeletionOptions, 'deletions'>): RouteHandlers<'userDeletion'> {
  return {
    async GET({ params: { userId } }) {
      const deletion = await deletions.read(userId);
      if (deletion === undefined) {
        throw new StreamError('DELETION_NOT_FOUND');
      }
      return { status: 200, body: toResource(deletion) };
    },
  };
}

/** A deletion as its user sees it: what the contract has, and nothing else. */
function toResource(deletion: UserDeletion): UserDeletionResource {
  return userDeletionSchema.parse(deletion);
}
