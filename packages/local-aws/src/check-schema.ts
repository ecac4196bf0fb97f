import { en } from 'zod/locales';
import * as z from 'zod/mini';

/** A value that a schema takes, or one line a field that it refuses. */
export type Checked<Output> = { readonly value: Output } | { readonly problems: readonly string[] };

const { localeError } = en();

/** Checks a value against a schema; the problems name each field and what was expected there. */
export function checkSchema<Schema extends z.core.$ZodType>(schema: Schema, input: unknown): Checked<z.output<Schema>> {
  const parsed = z.safeParse(schema, input, { error: localeError });
  if (parsed.success) return { value: parsed.data };
  return { problems: parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`) };
}
