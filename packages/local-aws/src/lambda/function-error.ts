/** How an invocation failed, as Lambda names it. */
export type FunctionErrorType =
  | 'Init' // the module could not be loaded
  | 'Unhandled' // the handler threw
  | 'Exit' // the process ended
  | 'Timeout'
  | 'Killed' // the host ended it: test control or stop
  | 'Throttled' // reserved concurrency is used up
  | 'NotServed'; // no such function, or one this host cannot run

/** An invocation that ended without a whole response; `errorType` and `message` are what the function reported. */
export class FunctionError extends Error {
  override readonly name = 'FunctionError';
  readonly kind: FunctionErrorType;
  /** Such as `TypeError` or `Sandbox.Timedout`. */
  readonly errorType: string;

  constructor(kind: FunctionErrorType, errorType: string, message: string) {
    super(message);
    this.kind = kind;
    this.errorType = errorType;
  }
}
