import * as z from 'zod/mini';
import { checkSchema } from '../check-schema.ts';
import type { Operation } from './converse-request.ts';
import { SERVICE_ERROR_NAMES } from './service-error.ts';

/** Which calls a fault waits for; a field that is left out takes any. */
const matchSchema = z.strictObject({
  function: z.optional(z.string()),
  operation: z.optional(z.enum(['Converse', 'ConverseStream'])),
  modelId: z.optional(z.string()),
  /** Name of the forced tool. */
  tool: z.optional(z.string()),
});

const count = z.int().check(z.minimum(0));
const common = { times: z.optional(z.int().check(z.positive())), match: z.optional(matchSchema) };

/**
 * What may go wrong in a call. `afterChunks` counts the output chunks sent before; where it may be left out for
 * `reset` and `stall`, that means before the first byte of the response.
 */
export const faultSchema = z.discriminatedUnion('kind', [
  /** An HTTP error before the stream. */
  z.strictObject({
    kind: z.literal('refuse'),
    error: z.enum(SERVICE_ERROR_NAMES),
    retryAfterSeconds: z.optional(count),
    ...common,
  }),
  /** An exception frame, 0 chunks by default. */
  z.strictObject({
    kind: z.literal('exception'),
    error: z.enum([
      'internalServerException',
      'modelStreamErrorException',
      'serviceUnavailableException',
      'throttlingException',
      'validationException',
    ]),
    afterChunks: z.optional(count),
    ...common,
  }),
  /** The connection is reset. */
  z.strictObject({ kind: z.literal('reset'), afterChunks: z.optional(count), ...common }),
  /** Silence: for good, or for `forMs` and then the answer goes on. */
  z.strictObject({ kind: z.literal('stall'), afterChunks: z.optional(count), forMs: z.optional(count), ...common }),
  /** A clean end of the response that lacks these closing events; the text ends after `afterChunks`, or is whole. */
  z.strictObject({
    kind: z.literal('omit'),
    events: z.array(z.enum(['messageStop', 'metadata'])).check(z.minLength(1)),
    afterChunks: z.optional(count),
    ...common,
  }),
  /** Bytes that are no event, 0 chunks and `crc` by default. */
  z.strictObject({
    kind: z.literal('malformed'),
    form: z.optional(z.enum(['crc', 'garbage', 'truncated', 'json'])),
    afterChunks: z.optional(count),
    ...common,
  }),
  /** Another stop reason than the model's, known to Bedrock or not; the text ends after `afterChunks`, or is whole. */
  z.strictObject({
    kind: z.literal('stopReason'),
    stopReason: z.string(),
    afterChunks: z.optional(count),
    ...common,
  }),
  /** An answer without content. */
  z.strictObject({ kind: z.literal('empty'), ...common }),
  /** Reasoning, empty text and unknown events between the chunks, which a client has to skip. */
  z.strictObject({ kind: z.literal('noise'), ...common }),
]);

export type Fault = z.infer<typeof faultSchema>;

const pauseMs = z.number().check(z.minimum(0));

/** Body of `PUT /_local/model/script`; what is left out goes back to its default. */
export const scriptSchema = z.strictObject({
  /** Wait before the first chunk of replies that have no pace of their own. Default: 250 ms. */
  firstTokenMs: z.optional(pauseMs),
  /** Wait between two chunks of replies that have no pace of their own. Default: 25 ms. */
  tokenMs: z.optional(pauseMs),
  /** The next calls' faults, in order, one a call. */
  faults: z.optional(z.array(faultSchema)),
});

/** Pauses of an answer, in milliseconds. */
export interface Pace {
  /** Before the first chunk. */
  readonly firstTokenMs: number;
  /** Between two chunks. */
  readonly tokenMs: number;
}

const DEFAULT_PACE: Pace = { firstTokenMs: 250, tokenMs: 25 };

/** A script that the schema refuses; the message names each field that is wrong. */
export class InvalidScriptError extends Error {
  constructor(problems: readonly string[]) {
    super(`The model script is not valid. ${problems.join('; ')}`);
    this.name = 'InvalidScriptError';
  }
}

interface CallFacts {
  readonly function: string;
  readonly operation: Operation;
  readonly modelId: string;
  readonly tool: string | undefined;
}

/** Pace and the queue of faults. */
export class ModelScript {
  #pace = DEFAULT_PACE;
  #queue: { fault: Fault; left: number }[] = [];

  /** Pauses of the replies from now on, where they have none of their own. */
  get pace(): Pace {
    return this.#pace;
  }

  /**
   * Replaces pace and faults.
   *
   * @throws InvalidScriptError that names each wrong field.
   */
  replace(body: unknown): void {
    const checked = checkSchema(scriptSchema, body);
    if ('problems' in checked) throw new InvalidScriptError(checked.problems);
    const { firstTokenMs = DEFAULT_PACE.firstTokenMs, tokenMs = DEFAULT_PACE.tokenMs, faults = [] } = checked.value;
    this.#pace = { firstTokenMs, tokenMs };
    this.#queue = faults.map((fault) => ({ fault, left: fault.times ?? 1 }));
  }

  /** Takes the first fault that waits for a call like this one. */
  take(call: CallFacts): Fault | undefined {
    const entry = this.#queue.find(({ fault }) => matches(fault, call));
    if (entry === undefined) return undefined;
    entry.left -= 1;
    if (entry.left === 0) this.#queue.splice(this.#queue.indexOf(entry), 1);
    return entry.fault;
  }
}

function matches({ match }: Fault, call: CallFacts): boolean {
  if (match === undefined) return true;
  const fields = ['function', 'operation', 'modelId', 'tool'] as const;
  return fields.every((field) => match[field] === undefined || match[field] === call[field]);
}
