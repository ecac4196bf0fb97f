import * as z from 'zod/mini';

/**
 * The function's environment, parsed once at start.
 *
 * @throws Error naming the variables that are missing or malformed, never their values.
 */
export function readEnvironment<Schema extends z.ZodMiniType>(schema: Schema): z.infer<Schema> {
  const parsed = schema.safeParse(process.env);
  if (!parsed.success) {
    const names = [...new Set(parsed.error.issues.map((issue) => issue.path.join('.')))].join(', ');
    throw new Error(`The function's environment is not complete: ${names}.`);
  }
  return parsed.data;
}

/** A variable that holds JSON of the given schema. */
export function jsonVariable<Schema extends z.ZodMiniType>(schema: Schema) {
  return z.pipe(
    z.pipe(
      z.string(),
      z.transform((text, context) => {
        try {
          return JSON.parse(text) as unknown;
        } catch {
          context.issues.push({ code: 'custom', message: 'not JSON', input: undefined });
          return z.NEVER;
        }
      }),
    ),
    schema,
  );
}
