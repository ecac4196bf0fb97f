/** A JSON object whose members are not known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** True for a JSON object, false for arrays, `null` and scalars. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The member `name` of `value` when both are objects, else an empty object. */
export function objectAt(value: unknown, name: string): JsonObject {
  const member = isJsonObject(value) ? value[name] : undefined;
  return isJsonObject(member) ? member : {};
}

/** The array `name` of `value`, else an empty one. */
export function arrayAt(value: unknown, name: string): readonly unknown[] {
  const member = isJsonObject(value) ? value[name] : undefined;
  return Array.isArray(member) ? member : [];
}

/** The string `name` of `value`, else `undefined`. */
export function stringAt(value: unknown, name: string): string | undefined {
  const member = isJsonObject(value) ? value[name] : undefined;
  return typeof member === 'string' ? member : undefined;
}

/** The number `name` of `value` (templates also write numbers as strings), else `fallback`. */
export function numberAt(value: unknown, name: string, fallback: number): number {
  const member = isJsonObject(value) ? value[name] : undefined;
  const parsed = typeof member === 'string' ? Number(member) : member;
  return typeof parsed === 'number' && Number.isFinite(parsed) ? parsed : fallback;
}

/** The strings of `value`: of an array, of a comma list in one string, else none. */
export function stringsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.filter((item): item is string => typeof item === 'string');
  return typeof value === 'string' ? value.split(',').map((item) => item.trim()) : [];
}
