import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { CognitoError } from './cognito-error.ts';

/** A pool's rules for passwords. */
export interface PasswordPolicy {
  readonly minimumLength: number;
  readonly requiresUppercase: boolean;
  readonly requiresLowercase: boolean;
  readonly requiresNumbers: boolean;
  readonly requiresSymbols: boolean;
}

/** A password as it is stored: scrypt with Node's defaults (N 16384, r 8, p 1), both parts base64. */
export interface PasswordHash {
  readonly salt: string;
  readonly hash: string;
}

const HASH_BYTES = 32;
/** @see https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html */
const SYMBOL = /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/;

/** Checks a password. Errors: `InvalidPasswordException` naming the first rule that it breaks. */
export function requirePassword(policy: PasswordPolicy, password: string): void {
  const broken = [
    password.length < policy.minimumLength && 'Password not long enough',
    policy.requiresUppercase && !/[A-Z]/.test(password) && 'Password must have uppercase characters',
    policy.requiresLowercase && !/[a-z]/.test(password) && 'Password must have lowercase characters',
    policy.requiresNumbers && !/\d/.test(password) && 'Password must have numeric characters',
    policy.requiresSymbols && !SYMBOL.test(password) && 'Password must have symbol characters',
  ].find((message) => message !== false);
  if (broken === undefined) return;
  throw new CognitoError('InvalidPasswordException', `Password did not conform with policy: ${broken}`);
}

/** Hashes a password with a new salt. */
export async function hashPassword(password: string): Promise<PasswordHash> {
  const salt = randomBytes(16);
  return { salt: salt.toString('base64'), hash: (await derive(password, salt)).toString('base64') };
}

/** True where `password` is the one that was hashed. */
export async function isPassword(stored: PasswordHash | undefined, password: string): Promise<boolean> {
  if (stored === undefined) return false;
  const derived = await derive(password, Buffer.from(stored.salt, 'base64'));
  return timingSafeEqual(derived, Buffer.from(stored.hash, 'base64'));
}

function derive(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, HASH_BYTES, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
