import { createLazyChatModel } from '../lazy-chat-model.ts';
import type { ModelProvider } from '../model-provider.ts';

export interface OpenAiProviderOptions {
  /**
   * Reads an API key from the place where keys are kept, by the name in the model's settings. Asked before each call:
   * keep what it found for a while. Never asked for a model whose settings name no key.
   */
  readonly readKey: (keySecretId: string) => Promise<string>;
}

/** Models of OpenAI and of servers that speak its Chat Completions. The SDK is imported with the first call. */
export function openAiProvider({ readKey }: OpenAiProviderOptions): ModelProvider<'openai'> {
  return (settings) =>
    createLazyChatModel(async () => {
      const { createOpenAiChatModel, createOpenAiClient } = await import('./openai-chat-model.ts');
      const { baseUrl, keySecretId } = settings;
      const apiKey = keySecretId === undefined ? undefined : () => readKey(keySecretId);
      return createOpenAiChatModel({ client: createOpenAiClient({ apiKey, baseUrl }), settings });
    });
}
