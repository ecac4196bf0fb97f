import type { PageOptions } from './call.ts';

/** The query of a list. */
export function pageQuery({ limit, cursor }: PageOptions = {}): {
  limit: number | undefined;
  cursor: string | undefined;
} {
  return { limit, cursor };
}
