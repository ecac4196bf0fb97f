/** The ID token's claim that names the user; the platform sets it, a client cannot. */
export const USER_ID_CLAIM = 'custom:user_id';
