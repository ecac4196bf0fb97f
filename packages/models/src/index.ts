export { applyModelSwitch } from './apply-model-switch.ts';
export { type BedrockChatModelOptions, createBedrockChatModel } from './bedrock/bedrock-chat-model.ts';
export { createBedrockClient } from './bedrock/bedrock-client.ts';
export type {
  AnsweringModel,
  CachePoint,
  CallOptions,
  ChatMessage,
  ChatModel,
  ChatReply,
  ChatRequest,
  ContentBlock,
  ForcedTool,
  ImageBlock,
  ImageFormat,
  ModelEvent,
  SystemBlock,
  TokenUsage,
} from './chat-model.ts';
export { type CreateChatModelOptions, createChatModel } from './create-chat-model.ts';
export { ModelError, type ModelErrorCode, type ModelErrorOptions } from './errors.ts';
export { createLastGood, type LastGoodOptions } from './last-good.ts';
export { MissingProviderError } from './missing-provider-error.ts';
export type { ModelProvider, ModelProviders } from './model-provider.ts';
export {
  CALL_SITES,
  type CallSettings,
  type CallSite,
  type CallSiteSettings,
  callSiteSettingsSchema,
  type ModelPrice,
  type ModelSettings,
  type ModelTable,
  modelPriceSchema,
  modelSettingsSchema,
  modelTableSchema,
  PROVIDER_NAMES,
  type ProviderName,
  type SettingsOf,
} from './model-table.ts';
export {
  checkPrices,
  type KnownModelId,
  type ListedPrice,
  lookUpPrice,
  PRICE_TABLE,
  priceOf,
  UnknownModelError,
} from './price-table.ts';
export { costUsd, NO_USAGE, sumUsage } from './pricing.ts';
export { StructuredOutputError, type StructuredReply, type StructuredRequest, structured } from './structured.ts';
export {
  type CallSiteFallback,
  createSwitchedModels,
  type SwitchedModels,
  type SwitchedModelsOptions,
} from './switched-models.ts';
export { type Fallback, type FallbackCandidate, type OnFallback, withFallback } from './with-fallback.ts';
