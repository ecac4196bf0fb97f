import { invalidParameter, notAuthorized } from './cognito-error.ts';
import { STANDARD_ATTRIBUTES, type UserPool } from './user-pool.ts';
import type { UserPoolClient } from './user-pool-client.ts';

type Attributes = Readonly<Record<string, string>>;

/**
 * Checks the attributes of a new user against the schema. Immutable ones may be written now, and never again.
 * Errors: `InvalidParameterException`.
 */
export function requireNewAttributes(pool: UserPool, attributes: Attributes): void {
  requireSchema(pool, attributes);
  for (const [name, { isRequired }] of pool.schema) {
    if (isRequired && !attributes[name]) {
      throw invalidParameter(`Attributes did not conform to the schema: ${name}: The attribute is required`);
    }
  }
}

/** Checks changes to a user's attributes. Errors: `InvalidParameterException`, also for an immutable attribute. */
export function requireChangeableAttributes(pool: UserPool, attributes: Attributes): void {
  requireSchema(pool, attributes);
  const immutable = Object.keys(attributes).find((name) => pool.schema.get(name)?.isMutable === false);
  if (immutable !== undefined) throw invalidParameter(`user.${immutable}: Attribute cannot be updated.`);
}

/** Checks that the app client may write these. Errors: `NotAuthorizedException`. */
export function requireWritable(client: UserPoolClient, attributes: Attributes): void {
  const isForbidden = (name: string): boolean =>
    name.endsWith('_verified') || (client.writeAttributes !== undefined && !client.writeAttributes.has(name));
  if (Object.keys(attributes).some(isForbidden)) {
    throw notAuthorized('A client attempted to write unauthorized attribute');
  }
}

/** The attributes that the app client may read. */
export function readableAttributes(client: UserPoolClient, attributes: Attributes): Record<string, string> {
  const { readAttributes } = client;
  return Object.fromEntries(
    Object.entries(attributes).filter(([name]) => readAttributes === undefined || readAttributes.has(name)),
  );
}

function requireSchema(pool: UserPool, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    const schema = pool.schema.get(name);
    if (schema === undefined && !STANDARD_ATTRIBUTES.includes(name)) {
      throw invalidParameter(
        `Attributes did not conform to the schema: Type for attribute {${name}} could not be determined`,
      );
    }
    if (name === 'email' && !/^[^@\s]+@[^@\s]+$/.test(value)) throw invalidParameter('Invalid email address format.');
    if (name === 'phone_number' && !/^\+\d{1,15}$/.test(value)) throw invalidParameter('Invalid phone number format.');
    if (schema !== undefined && value.length > schema.maxLength) {
      throw invalidParameter(
        `Attributes did not conform to the schema: ${name}: String must be no longer than ${schema.maxLength} characters`,
      );
    }
    if (schema !== undefined && value.length < schema.minLength) {
      throw invalidParameter(
        `Attributes did not conform to the schema: ${name}: String must be at least ${schema.minLength} characters`,
      );
    }
  }
}
