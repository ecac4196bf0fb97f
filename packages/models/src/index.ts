export { type BedrockChatModelOptions, createBedrockChatModel } from './bedrock-chat-model.ts';
export { createBedrockClient } from './bedrock-client.ts';
export type {
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
export { ModelError, type ModelErrorCode, type ModelErrorOptions } from './errors.ts';
export {
  type CallSite,
  type ModelPrice,
  type ModelSettings,
  type ModelTable,
  modelPriceSchema,
  modelSettingsSchema,
  modelTableSchema,
} from './model-table.ts';
export { costUsd, NO_USAGE, sumUsage } from './pricing.ts';
export { StructuredOutputError, type StructuredReply, type StructuredRequest, structured } from './structured.ts';
