import type { ClientContext } from '../client-context.ts';
import { linkAbort, untilAborted } from '../http/linked-abort.ts';
import type { TurnToRead } from './turn-route.ts';

/**
 * A turn with the user whose it is, which the path of a chat does not name: the REST API looks turns up by it. Function URLs
 * do not: asks for a token, which may take until `headersTimeoutMs`.
 *
 * @param signal ends the wait; `undefined`: nothing but its limit does
 * @returns the turn as it is, where no token tells whose it is
 */
export async function withUser(
  context: ClientContext,
  turn: TurnToRead,
  signal: AbortSignal | undefined,
): Promise<TurnToRead> {
  const userId = turn.params.userId ?? (await userIdOf(context, signal));
  return userId === undefined ? turn : { ...turn, params: { ...turn.params, userId } };
}

/** The user that the token is for, as the server reads it (`custom:user_id`); not verified, which is the server's part. */
async function userIdOf(
  { getToken, environment, settings }: ClientContext,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const { controller, unlink } = linkAbort(signal);
  const clearTimer = environment.setTimer(() => controller.abort(), settings.headersTimeoutMs);
  try {
    const asked = Promise.resolve(getToken({ isRefresh: false, signal: controller.signal }));
    const token = await untilAborted(asked, controller.signal);
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const userId: unknown = (JSON.parse(atob(payload)) as Record<string, unknown>)['custom:user_id'];
    return typeof userId === 'string' ? userId : undefined;
  } catch {
    return undefined;
  } finally {
    clearTimer();
    unlink();
  }
}
