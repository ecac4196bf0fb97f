import { type BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import type { Clock } from '@coach-stream/streaming-core';
import type { ChatModel } from '../chat-model.ts';
import { createGuardedChatModel } from '../guarded-chat-model.ts';
import type { CallSettings } from '../model-table.ts';
import { BedrockAnswer, readReply } from './bedrock-answer.ts';
import { toBedrockFailure } from './bedrock-error.ts';
import { toBedrockRequest } from './bedrock-request.ts';

export interface BedrockChatModelOptions {
  /** One a process, from {@link createBedrockClient}: its own retries are off, and its handler notices cut streams. */
  readonly client: BedrockRuntimeClient;
  readonly settings: CallSettings;
  readonly clock?: Clock;
  /** Jitter of the retries: a number from 0 to 1. */
  readonly random?: () => number;
}

/**
 * A ChatModel on Amazon Bedrock: `stream` calls ConverseStream, `complete` calls Converse.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference-call.html
 */
export function createBedrockChatModel({ client, ...context }: BedrockChatModelOptions): ChatModel {
  return createGuardedChatModel(
    {
      prepare(request) {
        const input = toBedrockRequest(request, context.settings);
        return {
          async stream(signal) {
            const { stream = nothing() } = await client.send(new ConverseStreamCommand(input), { abortSignal: signal });
            return stream;
          },
          complete: async (signal) => readReply(await client.send(new ConverseCommand(input), { abortSignal: signal })),
        };
      },
      createAnswer: () => new BedrockAnswer(),
      toFailure: toBedrockFailure,
    },
    context,
  );
}

/** In the place of a stream that the response does not have. */
async function* nothing(): AsyncGenerator<never, void, undefined> {}
