/** The claim of the ID token that names the user in the API's paths. */
const USER_ID_CLAIM = 'custom:user_id';

/**
 * The user whom an ID token names. It is only read: the servers verify it.
 *
 * @returns `undefined` where it is no token, or names nobody
 */
export function userIdOf(idToken: string): string | undefined {
  try {
    const base64 = (idToken.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const claims: unknown = JSON.parse(atob(base64));
    const userId = typeof claims === 'object' && claims !== null ? Reflect.get(claims, USER_ID_CLAIM) : undefined;
    return typeof userId === 'string' ? userId : undefined;
  } catch {
    return undefined;
  }
}
