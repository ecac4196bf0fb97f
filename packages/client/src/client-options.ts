import type { ClientEnvironment } from './environment.ts';
import type { ClientSettings } from './settings.ts';
import type { StreamHooks } from './turn-stream.ts';

/** Why a token is asked for. */
export interface TokenRequest {
  /** The last token was refused: one from a cache will not do. */
  readonly isRefresh: boolean;
  /** Aborts when nobody waits for the token any more. */
  readonly signal: AbortSignal;
}

/** What a client is made of. */
export interface CoachStreamClientOptions {
  /** The stage's outputs file, as parsed from JSON. */
  readonly outputs: unknown;
  /** Gives the person's Cognito ID token. Asked before every request, and once more where that was answered with 401. */
  readonly getToken: (request: TokenRequest) => string | Promise<string>;
  /** The person's own flag for streaming; a function is asked at each turn. Default: on. */
  readonly isStreamingEnabledForUser?: boolean | (() => boolean);
  /** Hooks of every turn; a turn's own are called after them. */
  readonly hooks?: StreamHooks;
  readonly settings?: Partial<ClientSettings>;
  /** Parts of the environment, for tests and for other runtimes. */
  readonly environment?: Partial<ClientEnvironment>;
}
