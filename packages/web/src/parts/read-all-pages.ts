/**
 * Reads a list to its end, for lists that are short and shown whole.
 *
 * @param read the page behind a cursor; the first one without
 */
export async function readAllPages<Page extends { readonly nextCursor?: string | undefined }>(
  read: (cursor?: string) => Promise<Page>,
): Promise<Page[]> {
  const pages = [await read()];
  for (let cursor = pages[0]?.nextCursor; cursor !== undefined; cursor = pages.at(-1)?.nextCursor) {
    pages.push(await read(cursor));
  }
  return pages;
}
