import { CALL_SITES, type CallSite, checkPrices, lookUpPrice, type ModelSettings } from '@coach-stream/models';
import type { StageConfig } from '../stage-config.ts';

/** Models that a stage could not call if it were deployed; the message says what to change. */
export class UncallableModelError extends Error {
  override readonly name = 'UncallableModelError';
}

/**
 * Checks what no schema knows of a stage's models, fallbacks too: each has a known price, its functions bring its
 * provider, and they may read its key.
 *
 * @throws UnknownModelError for a model that is not in the price table
 * @throws UncallableModelError for one that the functions could not call
 */
export function checkModels({ name, models, providers }: StageConfig): void {
  checkPrices(models);
  for (const modelId of providers.bedrock.switchableModels) {
    lookUpPrice(modelId);
  }
  for (const callSite of CALL_SITES) {
    for (const settings of [models[callSite], ...(models[callSite].fallbacks ?? [])]) {
      checkProvider(settings, { name, callSite, providers });
    }
  }
}

function checkProvider(
  settings: ModelSettings,
  { name, callSite, providers }: Pick<StageConfig, 'name' | 'providers'> & { readonly callSite: CallSite },
): void {
  if (settings.provider === 'bedrock') return;
  const provider = providers[settings.provider];
  if (provider === undefined) {
    throw new UncallableModelError(
      `Stage '${name}' does not bring the provider '${settings.provider}' of model '${settings.modelId}' (${callSite}). ` +
        'Add it to the providers in stages.ts.',
    );
  }
  const { keySecretId } = settings;
  if (keySecretId !== undefined && !provider.keySecretIds.includes(keySecretId)) {
    throw new UncallableModelError(
      `Functions of stage '${name}' may not read the secret '${keySecretId}' of model '${settings.modelId}' ` +
        `(${callSite}). Add it to providers.${settings.provider}.keySecretIds in stages.ts.`,
    );
  }
}
