import type { ClientContext } from '../client-context.ts';
import { untilAborted } from '../http/linked-abort.ts';
import type { TurnToRead } from './turn-route.ts';

/** A turn with the user whose it is, which the path of a chat does not name: the REST API looks turns up by it. */
export async function withUser(context: ClientContext, turn: TurnToRead, signal: AbortSignal): Promise<TurnToRead> {
  const userId = turn.params.userId ?? (await userIdOf(context, signal));
  return userId === undefined ? turn : { ...turn, params: { ...turn.params, userId } };
}

/** The user that the token is for, as the server reads it (`custom:user_id`); not verified, which is the server's part. */
async function userIdOf({ getToken }: ClientContext, signal: AbortSignal): Promise<string | undefined> {
  try {
    const token = await untilAborted(Promise.resolve(getToken({ isRefresh: false, signal })), signal);
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const userId: unknown = (JSON.parse(atob(payload)) as Record<string, unknown>)['custom:user_id'];
    return typeof userId === 'string' ? userId : undefined;
  } catch {
    return undefined;
  }
}
