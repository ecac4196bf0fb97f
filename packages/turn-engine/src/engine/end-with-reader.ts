/**
 * Items whose making ends at once when their reader leaves, whatever it waits for: a generator that waits hears of that
 * only at its next item, which may be never.
 *
 * @param make is given what aborts when the reader leaves
 */
export function endWithReader<Item>(make: (left: AbortSignal) => AsyncGenerator<Item>): AsyncIterable<Item> {
  const leaving = new AbortController();
  const items = make(leaving.signal);
  const iterator: AsyncIterator<Item> = {
    next: () => items.next(),
    return(value) {
      leaving.abort();
      return items.return(value);
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}
