/** How a call of the index can end. */
export type RetrievalErrorCode = 'notConfigured' | 'timeout' | 'unavailable' | 'throttled' | 'refused';

const MESSAGES: Readonly<Record<RetrievalErrorCode, string>> = {
  notConfigured: 'This stage has no semantic index. Name one in the stage config to search it.',
  timeout: 'The semantic index took longer than the call may take.',
  unavailable: 'The semantic index, or its key, could not be reached, or its answer could not be read.',
  throttled: 'The semantic index refused the call for its rate or quota. Wait, or raise the quota.',
  refused: "The semantic index refused the request as it stands. Check the key, the index's name and its limits.",
};

/** A call of the semantic index that failed. The message depends on the code alone: no foreign text is in it. */
export class RetrievalError extends Error {
  readonly code: RetrievalErrorCode;

  /** @param cause - what the index's client threw. It may hold foreign text: for logs by name only */
  constructor(code: RetrievalErrorCode, cause?: unknown) {
    super(MESSAGES[code], cause === undefined ? undefined : { cause });
    this.name = 'RetrievalError';
    this.code = code;
  }
}
