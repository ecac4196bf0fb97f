import type { TokenUsage } from '@coach-stream/models';
import { modelPriceSchema } from '@coach-stream/models/model-table';
import * as z from 'zod/mini';
import type { SchemaModel } from './priced-model.ts';

/** A question to a model whose answer fills a schema. */
export interface ModelQuestion<Schema extends z.core.$ZodType> {
  readonly schema: Schema;
  /** Name of the tool that the model has to use, `[a-zA-Z0-9_-]{1,64}`. */
  readonly name: string;
  readonly description: string;
  /** The rules. */
  readonly system: string;
  /** The question: whatever somebody else wrote stands in fences. */
  readonly prompt: string;
}

/** What came of a question. Its tokens, where the model told them, were paid for in either case. */
export type ModelAnswer<Value> =
  | { readonly isAnswered: true; readonly value: Value; readonly usage: TokenUsage }
  | { readonly isAnswered: false; readonly error: unknown; readonly usage: TokenUsage | undefined };

const usageSchema = z.object({
  inputTokens: z.number(),
  outputTokens: z.number(),
  cacheReadTokens: z.number(),
  cacheWriteTokens: z.number(),
  answeredBy: z.optional(
    z.object({ provider: z.enum(['bedrock', 'anthropic', 'openai']), modelId: z.string(), price: modelPriceSchema }),
  ),
});

/**
 * Asks a model one thing, in one call. Never throws: what the model's port throws, and an answer that the schema
 * refuses, is a question without an answer.
 */
export async function askModel<Schema extends z.core.$ZodType>(
  { model, fillSchema }: SchemaModel,
  { schema, name, description, system, prompt }: ModelQuestion<Schema>,
  options: { readonly signal: AbortSignal },
): Promise<ModelAnswer<z.output<Schema>>> {
  try {
    const request = {
      system: [{ text: system }, { cachePoint: true as const }],
      messages: [{ role: 'user' as const, content: [{ text: prompt }] }],
    };
    return { isAnswered: true, ...(await fillSchema(model, { schema, name, description, request }, options)) };
  } catch (error) {
    return { isAnswered: false, error, usage: usageOf(error) };
  }
}

/** The tokens of a call that failed, where its error tells them: an answer in the wrong shape was paid for. */
function usageOf(error: unknown): TokenUsage | undefined {
  return error instanceof Error && 'usage' in error ? z.safeParse(usageSchema, error.usage).data : undefined;
}
