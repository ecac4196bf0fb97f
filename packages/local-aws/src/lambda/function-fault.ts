import * as z from 'zod/mini';
import { checkSchema } from '../check-schema.ts';

const afterEvents = z._default(z.int().check(z.minimum(0)), 0);

/**
 * What goes wrong in the next invocation of a function, once `afterEvents` Server-Sent Events of its response went out;
 * 0 is before it answers.
 */
const functionFaultSchema = z.discriminatedUnion('kind', [
  /** The host ends the process and lets nothing out after that event. */
  z.strictObject({ kind: z.literal('kill'), afterEvents }),
  /** The function's own process calls `process.exit(1)`. */
  z.strictObject({ kind: z.literal('exit'), afterEvents }),
  /** It allocates until V8 gives up. */
  z.strictObject({ kind: z.literal('outOfMemory'), afterEvents }),
  /** A promise is rejected that nobody handles. */
  z.strictObject({ kind: z.literal('unhandledRejection'), afterEvents }),
  /** The invocation has this many milliseconds instead of the function's timeout. */
  z.strictObject({ kind: z.literal('deadline'), remainingMs: z.int().check(z.positive()) }),
]);

/** A fault of a function, after its check. */
export type FunctionFault = z.infer<typeof functionFaultSchema> & { readonly afterEvents?: number };

/** Reads a fault from outside. @throws Error that names each wrong field */
export function parseFunctionFault(body: unknown): FunctionFault {
  const checked = checkSchema(functionFaultSchema, body);
  if ('problems' in checked) throw new Error(`The fault is not valid. ${checked.problems.join('; ')}`);
  return checked.value;
}
