export { type OpenAiProviderOptions, openAiProvider } from './openai-provider.ts';
