/**
 * Takes the place of model providers that a stage does not bring, in the bundles of its functions: neither their SDKs
 * nor anything else of them is in there. Who asks for one of their models is told that the provider is missing.
 */
export const anthropicProvider = () => undefined;
export const openAiProvider = () => undefined;
