import type { ClientErrorCode } from '../errors.ts';

/** What kind of failure of a transport it was: nothing of ours has answered, or an answer broke off. */
export type FaultKind = 'unreachable' | 'cut';

/** A transport has failed without a word from the server. Never leaves this package but as a `cause`. */
export class TransportFault extends Error {
  override readonly name = 'TransportFault';
  readonly kind: FaultKind;
  /** What becomes of it where nothing else can be tried. */
  readonly code: ClientErrorCode;
  /** For hooks and logs: `network`, `no-answer`, `content-type`, `status-502`, `silence`, `no-terminal-event` and the like. */
  readonly reason: string;
  readonly status: number | undefined;

  constructor(
    details: {
      readonly kind: FaultKind;
      readonly code: ClientErrorCode;
      readonly reason: string;
      readonly status?: number;
    },
    cause?: unknown,
  ) {
    super(`A transport has failed: ${details.reason}.`, { cause });
    this.kind = details.kind;
    this.code = details.code;
    this.reason = details.reason;
    this.status = details.status;
  }
}
