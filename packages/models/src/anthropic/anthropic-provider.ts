import { createLazyChatModel } from '../lazy-chat-model.ts';
import type { ModelProvider } from '../model-provider.ts';

export interface AnthropicProviderOptions {
  /**
   * Reads an API key from the place where keys are kept, by the name in the model's settings. Asked before each call:
   * keep what it found for a while.
   */
  readonly readKey: (keySecretId: string) => Promise<string>;
}

/** Models of Anthropic and of gateways that speak its Messages API. The SDK is imported with the first call. */
export function anthropicProvider({ readKey }: AnthropicProviderOptions): ModelProvider<'anthropic'> {
  return (settings) =>
    createLazyChatModel(async () => {
      const { createAnthropicChatModel, createAnthropicClient } = await import('./anthropic-chat-model.ts');
      const { baseUrl, keySecretId } = settings;
      const client = createAnthropicClient({ apiKey: () => readKey(keySecretId), baseUrl });
      return createAnthropicChatModel({ client, settings });
    });
}
