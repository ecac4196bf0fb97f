import { useCallback, useEffect, useState } from 'react';
import { describeError } from './describe-error.ts';

/** Something that is read from the API. */
export interface Resource<Value> {
  /** The last value; stays while it is read again. */
  readonly value: Value | undefined;
  /** Words for a person. */
  readonly error: string | undefined;
  readonly reload: () => void;
  /** Puts a value in its place, for what was changed here. */
  readonly set: (value: Value) => void;
}

/**
 * Reads something when the component appears, and again when `read` is another function: give it a stable one.
 *
 * @param read aborted when the component goes
 */
export function useResource<Value>(read: (signal: AbortSignal) => Promise<Value>): Resource<Value> {
  const [state, setState] = useState<{ value?: Value; error?: string; round: number }>({ round: 0 });
  const { round } = state;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another round reads again
  useEffect(() => {
    const life = new AbortController();
    read(life.signal).then(
      (value) => !life.signal.aborted && setState((old) => ({ value, round: old.round })),
      (error: unknown) => !life.signal.aborted && setState((old) => ({ ...old, error: describeError(error) })),
    );
    return () => life.abort();
  }, [read, round]);
  const reload = useCallback(() => {
    setState(({ value, round: last }) => ({ round: last + 1, ...(value !== undefined && { value }) }));
  }, []);
  const set = useCallback((value: Value) => setState((old) => ({ value, round: old.round })), []);
  return { value: state.value, error: state.error, reload, set };
}
