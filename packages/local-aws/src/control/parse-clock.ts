import * as z from 'zod/mini';
import { checkSchema } from '../check-schema.ts';

/** A hundred years: dates stay dates. */
const MAX_OFFSET_MS = 100 * 365 * 24 * 3_600_000;

const clockSchema = z.strictObject({
  /** Milliseconds ahead of this machine's clock, negative behind it. */
  offsetMs: z.int().check(z.minimum(-MAX_OFFSET_MS), z.maximum(MAX_OFFSET_MS)),
});

/** Reads where the clock is to be moved. @throws Error that names each wrong field */
export function parseClock(body: unknown): z.infer<typeof clockSchema> {
  const checked = checkSchema(clockSchema, body);
  if ('problems' in checked) throw new Error(`The clock is not valid. ${checked.problems.join('; ')}`);
  return checked.value;
}
