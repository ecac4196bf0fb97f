import type { ChatModel } from './chat-model.ts';
import type { ProviderName, SettingsOf } from './model-table.ts';

/** Makes a provider's models: without a call to anyone, since a model may be made and never called. */
export type ModelProvider<Name extends ProviderName> = (settings: SettingsOf<Name>) => ChatModel;

/** The providers that a process can call; one that is not listed is neither bundled nor imported. */
export type ModelProviders = { readonly [Name in ProviderName]?: ModelProvider<Name> };
