/**
 * What both SDKs are told, whoever the provider is. Their retries are off, since their waits outlive an abort and the
 * chat model retries by itself; their timeout is a net under the call sites' own, which are shorter; their log is off,
 * whatever the environment says, since at its debug level it holds prompts.
 */
export const SDK_OPTIONS = { maxRetries: 0, timeout: 900_000, logLevel: 'off' } as const;
