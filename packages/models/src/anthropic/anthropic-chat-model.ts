import { BaseAnthropic } from '@anthropic-ai/sdk/client';
import { Messages } from '@anthropic-ai/sdk/resources/messages';
import type { ChatModel } from '../chat-model.ts';
import { type CallContext, createGuardedChatModel } from '../guarded-chat-model.ts';
import { SDK_OPTIONS } from '../sdk-options.ts';
import { AnthropicAnswer, readReply } from './anthropic-answer.ts';
import { toAnthropicFailure } from './anthropic-error.ts';
import { toAnthropicRequest } from './anthropic-request.ts';

const ANTHROPIC_URL = 'https://api.anthropic.com';

/** Where and as whom the Messages API is called. */
export interface AnthropicClientOptions {
  /** Asked before each call. */
  readonly apiKey: () => Promise<string>;
  /** A gateway that speaks the Messages API, up to `/v1` and without it. Default: Anthropic itself, whatever the environment says. */
  readonly baseUrl?: string | undefined;
}

/**
 * The Messages API of the official SDK. The rest of the SDK is left out: about a third of its size stays.
 * https://github.com/anthropics/anthropic-sdk-typescript
 */
export function createAnthropicClient({ apiKey, baseUrl = ANTHROPIC_URL }: AnthropicClientOptions): Messages {
  return new Messages(new BaseAnthropic({ ...SDK_OPTIONS, apiKey, baseURL: baseUrl }));
}

export interface AnthropicChatModelOptions extends CallContext {
  /** From {@link createAnthropicClient}. */
  readonly client: Messages;
}

/**
 * A ChatModel on Anthropic's Messages API.
 * https://platform.claude.com/docs/en/api/messages
 */
export function createAnthropicChatModel({ client, ...context }: AnthropicChatModelOptions): ChatModel {
  return createGuardedChatModel(
    {
      prepare(request) {
        const body = toAnthropicRequest(request, context.settings);
        return {
          stream: (signal) => client.create({ ...body, stream: true }, { signal }),
          complete: async (signal) => readReply(await client.create({ ...body, stream: false }, { signal })),
        };
      },
      createAnswer: () => new AnthropicAnswer(),
      toFailure: toAnthropicFailure,
    },
    context,
  );
}
