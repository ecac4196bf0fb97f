import type { Outputs } from '@coach-stream/streaming-core/contract';
import type { CoachStreamClientOptions } from './client-options.ts';
import { type ClientEnvironment, DEFAULT_ENVIRONMENT } from './environment.ts';
import { readOutputs } from './outputs.ts';
import { type ClientSettings, DEFAULT_SETTINGS } from './settings.ts';

/** A client's options with all their defaults. */
export interface ClientContext extends Pick<CoachStreamClientOptions, 'getToken' | 'hooks'> {
  readonly outputs: Outputs;
  readonly environment: ClientEnvironment;
  readonly settings: ClientSettings;
  readonly isEnabledForUser: () => boolean;
}

/** @throws CoachStreamError `UNSUPPORTED_OUTPUTS` */
export function toClientContext(options: CoachStreamClientOptions): ClientContext {
  const { isStreamingEnabledForUser = true, hooks } = options;
  return {
    outputs: readOutputs(options.outputs),
    getToken: options.getToken,
    ...(hooks && { hooks }),
    environment: { ...DEFAULT_ENVIRONMENT, ...options.environment },
    settings: { ...DEFAULT_SETTINGS, ...options.settings },
    isEnabledForUser:
      typeof isStreamingEnabledForUser === 'function' ? isStreamingEnabledForUser : () => isStreamingEnabledForUser,
  };
}
