import OpenAI from 'openai';
import type { ChatModel } from '../chat-model.ts';
import { type CallContext, createGuardedChatModel } from '../guarded-chat-model.ts';
import { SDK_OPTIONS } from '../sdk-options.ts';
import { OpenAiAnswer, readReply } from './openai-answer.ts';
import { toOpenAiFailure } from './openai-error.ts';
import { type OpenAiCallSettings, toOpenAiRequest } from './openai-request.ts';

const OPENAI_URL = 'https://api.openai.com/v1';

/** The SDK makes no client without a key; a server that asks for none ignores this one. */
const NO_KEY = 'none';

/** Where and as whom Chat Completions is called. */
export interface OpenAiClientOptions {
  /** Asked before each call. Left out for a server that asks for no key. */
  readonly apiKey?: (() => Promise<string>) | undefined;
  /** Up to and with `/v1`. Default: OpenAI itself, whatever the environment says. */
  readonly baseUrl?: string | undefined;
}

/**
 * A client of the official SDK; organization and project are those of the key.
 * https://github.com/openai/openai-node
 */
export function createOpenAiClient({ apiKey, baseUrl = OPENAI_URL }: OpenAiClientOptions): OpenAI {
  return new OpenAI({
    ...SDK_OPTIONS,
    apiKey: apiKey ?? NO_KEY,
    adminAPIKey: null,
    organization: null,
    project: null,
    baseURL: baseUrl,
  });
}

export interface OpenAiChatModelOptions extends CallContext {
  /** From {@link createOpenAiClient}. */
  readonly client: OpenAI;
  readonly settings: OpenAiCallSettings;
}

/**
 * A ChatModel on Chat Completions: of OpenAI, or of any server that speaks it.
 * https://developers.openai.com/api/reference/resources/chat
 */
export function createOpenAiChatModel({ client, ...context }: OpenAiChatModelOptions): ChatModel {
  const { completions } = client.chat;
  return createGuardedChatModel(
    {
      prepare(request) {
        const body = toOpenAiRequest(request, context.settings);
        // The counts of a stream come only where they are asked for.
        const streamed = { ...body, stream: true as const, stream_options: { include_usage: true } };
        return {
          stream: (signal) => completions.create(streamed, { signal }),
          complete: async (signal) => readReply(await completions.create({ ...body, stream: false }, { signal })),
        };
      },
      createAnswer: () => new OpenAiAnswer(),
      toFailure: toOpenAiFailure,
    },
    context,
  );
}
