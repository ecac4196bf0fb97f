import { randomUUID } from 'node:crypto';
import { invalidParameter } from './cognito-error.ts';
import type { UserPool } from './user-pool.ts';

/** The name and the attributes a new user gets. */
export interface NewUserIdentity {
  readonly sub: string;
  readonly username: string;
  readonly attributes: Record<string, string>;
}

/**
 * Names a new user. In a pool that signs in by e-mail or phone the given name is that attribute, and the user name is
 * the new `sub`. Errors: `InvalidParameterException`.
 */
export function newUserIdentity(
  pool: UserPool,
  username: string,
  attributes: Readonly<Record<string, string>>,
): NewUserIdentity {
  const sub = randomUUID();
  if (pool.usernameAttributes.length === 0) {
    if (pool.aliasAttributes.includes('email') && username.includes('@')) {
      throw invalidParameter('Username cannot be of email format, since user pool is configured for email alias.');
    }
    return { sub, username, attributes: { ...attributes } };
  }
  const name = username.includes('@') ? 'email' : 'phone_number';
  if (!pool.usernameAttributes.includes(name) || (name === 'phone_number' && !username.startsWith('+'))) {
    const wanted = pool.usernameAttributes.map((attribute) => (attribute === 'email' ? 'an email' : 'a phone number'));
    throw invalidParameter(`Username should be ${wanted.join(' or ')}.`);
  }
  return { sub, username: sub, attributes: { ...attributes, [name]: username } };
}
