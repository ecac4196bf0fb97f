/**
 * A table that could not be read or written, or an item that is not what its schema says. The codes are the
 * contract's; the cause is for logs by its name only.
 */
export class StoreError extends Error {
  readonly code: 'STORAGE_UNAVAILABLE' | 'INTERNAL';

  constructor(code: StoreError['code'], message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'StoreError';
    this.code = code;
  }
}

/** Runs one table call. @throws StoreError `STORAGE_UNAVAILABLE` for whatever the call throws. */
export async function tableCall<Output>(operation: string, call: Promise<Output>): Promise<Output> {
  try {
    return await call;
  } catch (cause) {
    throw new StoreError('STORAGE_UNAVAILABLE', `${operation} failed.`, cause);
  }
}
