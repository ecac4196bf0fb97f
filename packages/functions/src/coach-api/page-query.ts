import type { Page, PageRequest } from '@coach-stream/store';
import { type HttpRequest, StreamError } from '@coach-stream/streaming-core';
import { MAX_PAGE_ITEMS } from '@coach-stream/streaming-core/contract';
import { fromCursor, toCursor } from './cursor.ts';

/**
 * Reads which page is asked for: `limit`, 1 to 50, which is the default; `cursor`, the page before's `nextCursor`.
 * Other parameters do not matter.
 *
 * @param list the list's path, which its cursors are bound to
 * @throws StreamError `INVALID_QUERY`, naming the parameter
 */
export function readPageQuery(query: HttpRequest['query'], list: string): PageRequest {
  const limit = readLimit(query.getAll('limit'));
  const [cursor, ...others] = query.getAll('cursor');
  if (cursor === undefined) {
    return { limit };
  }
  const after = others.length === 0 ? fromCursor(list, cursor) : undefined;
  if (after === undefined) {
    throw invalid('cursor', 'must be a nextCursor of this list');
  }
  return { limit, after };
}

/** The `nextCursor` of a page, where it is not the last one. */
export function nextCursorOf({ next }: Page<unknown>, list: string): { nextCursor?: string } {
  return next === undefined ? {} : { nextCursor: toCursor(list, next) };
}

function readLimit([text, ...others]: string[]): number {
  if (text === undefined) {
    return MAX_PAGE_ITEMS;
  }
  const limit = /^[0-9]{1,2}$/.test(text) ? Number(text) : 0;
  if (others.length > 0 || limit < 1 || limit > MAX_PAGE_ITEMS) {
    throw invalid('limit', `must be a whole number from 1 to ${MAX_PAGE_ITEMS}`);
  }
  return limit;
}

function invalid(path: string, problem: string): StreamError {
  return new StreamError('INVALID_QUERY', { fields: [{ path, problem }] });
}
