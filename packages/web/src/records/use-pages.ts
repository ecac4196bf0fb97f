import { useCallback, useState } from 'react';
import { describeError } from '../parts/describe-error.ts';
import { type Resource, useResource } from '../parts/use-resource.ts';

/** A page of a list. */
export interface ListPage<Item> {
  readonly items: readonly Item[];
  readonly nextCursor?: string | undefined;
}

/** A list that is read by pages. */
export interface Pages<Item> extends Resource<ListPage<Item>> {
  /** Why the next page could not be read. */
  readonly moreError: string | undefined;
  /** Reads the next page; absent on the last one. */
  readonly more: (() => void) | undefined;
}

/** Reads a list page by page. @param read a stable function */
export function usePages<Item>(
  read: (cursor: string | undefined, signal?: AbortSignal) => Promise<ListPage<Item>>,
): Pages<Item> {
  const first = useCallback((signal: AbortSignal) => read(undefined, signal), [read]);
  const resource = useResource(first);
  const [moreError, setMoreError] = useState<string>();
  const { value, set } = resource;
  const cursor = value?.nextCursor;
  const more = async () => {
    setMoreError(undefined);
    try {
      const next = await read(cursor);
      set({ ...next, items: [...(value?.items ?? []), ...next.items] });
    } catch (error) {
      setMoreError(describeError(error));
    }
  };
  return { ...resource, moreError, more: cursor === undefined ? undefined : () => void more() };
}
