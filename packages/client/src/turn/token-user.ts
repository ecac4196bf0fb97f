import type { ClientContext } from '../client-context.ts';
import { untilAborted } from '../http/linked-abort.ts';

/** The user that the token is for, as the server reads it (`custom:user_id`); not verified, which is the server's part. */
export async function userIdOf({ getToken }: ClientContext, signal: AbortSignal): Promise<string | undefined> {
  try {
    const token = await untilAborted(Promise.resolve(getToken({ isRefresh: false, signal })), signal);
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const userId: unknown = (JSON.parse(atob(payload)) as Record<string, unknown>)['custom:user_id'];
    return typeof userId === 'string' ? userId : undefined;
  } catch {
    return undefined;
  }
}
