import type { ProviderName } from './model-table.ts';

/** A model's provider is not among those that the process can call. */
export class MissingProviderError extends Error {
  readonly provider: ProviderName;

  constructor(provider: ProviderName) {
    super(
      `This function brings no provider '${provider}'. Add it to the function's providers, or choose another model.`,
    );
    this.name = 'MissingProviderError';
    this.provider = provider;
  }
}
