import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { createHeadList, type HeadList, type HeadListOptions, type HeadListState, type ListHead } from './head-list.ts';

/**
 * Reads a list whole when the component appears, and then head by head.
 *
 * @param options stable: others are another list
 */
export function useHeadList<Head extends ListHead>(
  options: HeadListOptions<Head>,
): HeadListState<Head> & Pick<HeadList<Head>, 'reload' | 'refresh'> {
  const list = useMemo(() => createHeadList(options), [options]);
  const state = useSyncExternalStore(list.subscribe, list.getSnapshot);
  useEffect(() => {
    list.reload();
    return list.leave;
  }, [list]);
  return { ...state, reload: list.reload, refresh: list.refresh };
}
