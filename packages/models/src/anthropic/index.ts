export { type AnthropicProviderOptions, anthropicProvider } from './anthropic-provider.ts';
