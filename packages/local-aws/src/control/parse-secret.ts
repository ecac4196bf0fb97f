import * as z from 'zod/mini';
import { checkSchema } from '../check-schema.ts';

const secretSchema = z.strictObject({ secretString: z.string() });

/** Reads what a secret is to hold. @throws Error that names each wrong field, never a value */
export function parseSecret(body: unknown): z.infer<typeof secretSchema> {
  const checked = checkSchema(secretSchema, body);
  if ('problems' in checked) throw new Error(`The secret is not valid. ${checked.problems.join('; ')}`);
  return checked.value;
}
