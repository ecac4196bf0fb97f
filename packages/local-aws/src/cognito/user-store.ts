import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject } from '../json.ts';
import { CognitoError } from './cognito-error.ts';
import type { PasswordHash } from './password.ts';
import type { UserPool } from './user-pool.ts';

/** A user as stored. Times are seconds since 1970. */
export interface User {
  readonly sub: string;
  readonly username: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly status: 'UNCONFIRMED' | 'CONFIRMED' | 'FORCE_CHANGE_PASSWORD';
  readonly password?: PasswordHash;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Sessions that began up to this moment, in milliseconds since 1970, are over. */
  readonly signedOutAtMs?: number;
  /** When a code for a new password was asked for, in milliseconds since 1970; gone once that is chosen. */
  readonly passwordCodeSentAtMs?: number;
}

/** Users and revoked sessions of all pools, in one JSON file that is replaced as a whole with each change. */
export interface UserStore {
  /** Finds a user by user name, `sub`, or an attribute that the pool signs users in with. */
  find(pool: UserPool, login: string): User | undefined;
  /** Adds a user. Errors: `UsernameExistsException`, `AliasExistsException`. */
  add(pool: UserPool, user: User): void;
  replace(pool: UserPool, user: User): void;
  remove(pool: UserPool, user: User): void;
  /** Ends the session that began with the token `originJti`, whose last token expires at `expiresAt` seconds. */
  revoke(originJti: string, expiresAt: number): void;
  isRevoked(originJti: string): boolean;
}

interface State {
  readonly version: 1;
  users: Record<string, Record<string, User>>;
  revoked: Record<string, number>;
}

/** Opens the store in `<dataDir>/users.json` (mode 0600). `now` gives milliseconds since 1970. */
export function openUserStore(dataDir: string, now: () => number): UserStore {
  const path = join(dataDir, 'users.json');
  const state = read(path);
  const save = (): void => {
    const temporary = `${path}.${process.pid}.tmp`;
    writeFileSync(temporary, `${JSON.stringify(state, undefined, 1)}\n`, { mode: 0o600 });
    renameSync(temporary, path);
  };
  const usersOf = (pool: UserPool): Record<string, User> => {
    state.users[pool.id] ??= {};
    return state.users[pool.id] ?? {};
  };

  return {
    find: (pool, login) => {
      const users = usersOf(pool);
      return Object.values(users).find((user) => user.sub === login || signsInAs(pool, user, login));
    },
    add: (pool, user) => {
      const users = Object.values(usersOf(pool));
      for (const login of [user.username, ...signInValues(pool, user)]) {
        if (!users.some((other) => signsInAs(pool, other, login))) continue;
        const name = pool.usernameAttributes.find((attribute) => user.attributes[attribute] === login);
        throw new CognitoError(
          'UsernameExistsException',
          name === undefined ? 'User already exists' : `An account with the given ${name} already exists.`,
        );
      }
      usersOf(pool)[user.sub] = user;
      save();
    },
    replace: (pool, user) => {
      usersOf(pool)[user.sub] = user;
      save();
    },
    remove: (pool, user) => {
      delete usersOf(pool)[user.sub];
      save();
    },
    revoke: (originJti, expiresAt) => {
      const seconds = now() / 1_000;
      state.revoked = Object.fromEntries(Object.entries(state.revoked).filter(([, until]) => until > seconds));
      state.revoked[originJti] = expiresAt;
      save();
    },
    isRevoked: (originJti) => Object.hasOwn(state.revoked, originJti),
  };
}

function signsInAs(pool: UserPool, user: User, login: string): boolean {
  const fold = (text: string): string => (pool.isCaseSensitive ? text : text.toLowerCase());
  return [user.username, ...signInValues(pool, user)].some((value) => fold(value) === fold(login));
}

/** Values besides the user name that sign this user in. An alias counts once it is verified. */
function signInValues(pool: UserPool, { attributes }: User): readonly string[] {
  const aliases = pool.aliasAttributes.filter(
    (name) => name === 'preferred_username' || attributes[`${name}_verified`] === 'true',
  );
  return [...pool.usernameAttributes, ...aliases].flatMap((name) => attributes[name] ?? []);
}

function read(path: string): State {
  if (!existsSync(path)) return { version: 1, users: {}, revoked: {} };
  const state: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (!isJsonObject(state) || state.version !== 1 || !isJsonObject(state.users) || !isJsonObject(state.revoked)) {
    throw new Error(`${path} is not a user file of version 1: reset the local data and start again.`);
  }
  return state as unknown as State;
}
