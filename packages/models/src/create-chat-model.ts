import type { AnsweringModel, ChatModel } from './chat-model.ts';
import { MissingProviderError } from './missing-provider-error.ts';
import type { ModelProviders } from './model-provider.ts';
import type { CallSiteSettings, ModelSettings } from './model-table.ts';
import { tellWhoAnswers } from './tell-who-answers.ts';
import { type OnFallback, withFallback } from './with-fallback.ts';

export interface CreateChatModelOptions {
  readonly settings: CallSiteSettings;
  /** Those that this process can call. */
  readonly providers: ModelProviders;
  /** Told of each model that was passed over, for a metric. */
  readonly onFallback?: OnFallback;
}

/**
 * A call site's chat model: that of its settings, with its fallbacks behind it. The usage of an answer tells which of
 * them gave it, and at which price.
 *
 * @throws MissingProviderError for a provider that is not in `providers`
 */
export function createChatModel({ settings, providers, onFallback }: CreateChatModelOptions): ChatModel {
  const candidates = [settings, ...(settings.fallbacks ?? [])].map((each) => {
    const name: AnsweringModel = { provider: each.provider, modelId: each.modelId, price: each.price };
    return { name, model: tellWhoAnswers(fromProvider(each, providers), name) };
  });
  return withFallback(candidates, { ...(onFallback !== undefined && { onFallback }) });
}

function fromProvider(settings: ModelSettings, providers: ModelProviders): ChatModel {
  const model = make(settings, providers);
  if (model === undefined) throw new MissingProviderError(settings.provider);
  return model;
}

function make(settings: ModelSettings, providers: ModelProviders): ChatModel | undefined {
  switch (settings.provider) {
    case 'bedrock':
      return providers.bedrock?.(settings);
    case 'anthropic':
      return providers.anthropic?.(settings);
    case 'openai':
      return providers.openai?.(settings);
    default:
      return settings satisfies never;
  }
}
