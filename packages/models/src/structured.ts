import type { StopReason } from '@coach-stream/streaming-core/contract';
import * as z from 'zod/mini';
import type { CallOptions, ChatModel, ChatReply, ChatRequest, TokenUsage } from './chat-model.ts';
import { ModelError } from './errors.ts';

/** What to ask for, and in which shape. */
export interface StructuredRequest<Schema extends z.core.$ZodType> {
  /** An object schema; its JSON schema becomes the tool's input. */
  readonly schema: Schema;
  /** Tool name, `[a-zA-Z0-9_-]{1,64}`. */
  readonly name: string;
  /** Tells the model what the tool is for. */
  readonly description: string;
  readonly request: Omit<ChatRequest, 'tool'>;
}

export interface StructuredReply<Value> {
  readonly value: Value;
  readonly usage: TokenUsage;
}

/**
 * The model answered, but not in the asked shape. Its tokens were paid for: `usage` has them. The error's code is
 * `MODEL_INTERRUPTED`, since another try may well succeed.
 */
export class StructuredOutputError extends ModelError {
  /** The model did not use the tool, or its input is not what the schema asks for. */
  readonly problem: 'noToolUse' | 'schema';
  readonly stopReason: StopReason;
  readonly usage: TokenUsage;

  constructor(problem: 'noToolUse' | 'schema', { stopReason, usage }: ChatReply, cause?: unknown) {
    super('MODEL_INTERRUPTED', { partial: false, cause });
    this.name = 'StructuredOutputError';
    this.problem = problem;
    this.stopReason = stopReason;
    this.usage = usage;
  }
}

/**
 * Makes a model fill in a schema: by a forced tool, or, where it writes the JSON as text instead (some models
 * ignore the choice), by that text.
 *
 * @throws StructuredOutputError where there is no such value, or the schema refuses it.
 * @throws ModelError as {@link ChatModel.complete} does.
 */
export async function structured<Schema extends z.core.$ZodType>(
  model: ChatModel,
  { schema, name, description, request }: StructuredRequest<Schema>,
  options: CallOptions,
): Promise<StructuredReply<z.output<Schema>>> {
  const { $schema: _, ...inputSchema } = z.toJSONSchema(schema, { io: 'input' });
  const reply = await model.complete({ ...request, tool: { name, description, inputSchema } }, options);
  const input = reply.toolUse?.name === name ? reply.toolUse.input : jsonInText(reply.text);
  if (input === undefined) throw new StructuredOutputError('noToolUse', reply);
  const parsed = z.safeParse(schema, input);
  if (!parsed.success) throw new StructuredOutputError('schema', reply, parsed.error);
  return { value: parsed.data, usage: reply.usage };
}

/** The JSON object that a text is, bare or in a code fence, else `undefined`. */
function jsonInText(text: string): unknown {
  const [, fenced] = /^\s*```(?:json)?\s*([\s\S]*?)\s*```\s*$/.exec(text) ?? [];
  try {
    const value: unknown = JSON.parse(fenced ?? text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
