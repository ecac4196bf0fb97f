import { arrayAt, type JsonObject, objectAt, stringAt } from '../json.ts';
import { invalidParameter } from './cognito-error.ts';

/** The string `name` of a call's input. Errors: `InvalidParameterException` where it is missing or empty. */
export function requiredString(input: JsonObject, name: string): string {
  const value = stringAt(input, name);
  if (value === undefined || value === '') {
    throw invalidParameter(
      `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`,
    );
  }
  return value;
}

/** A list of `{Name, Value}` pairs, such as `UserAttributes`, as one object. */
export function attributeMap(input: JsonObject, name: string): Record<string, string> {
  const pairs = arrayAt(input, name).map((pair) => [stringAt(pair, 'Name') ?? '', stringAt(pair, 'Value') ?? '']);
  return Object.fromEntries(pairs);
}

/** Attributes as Cognito lists them: `{Name, Value}` pairs. */
export function attributeList(attributes: Readonly<Record<string, string>>): readonly JsonObject[] {
  return Object.entries(attributes).map(([Name, Value]) => ({ Name, Value }));
}

/** `ClientMetadata` as triggers get it; `undefined` where the call has none. */
export function clientMetadata(input: JsonObject): Readonly<Record<string, string>> | undefined {
  const entries = Object.entries(objectAt(input, 'ClientMetadata')).map(
    ([key, value]) => [key, String(value)] as const,
  );
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
