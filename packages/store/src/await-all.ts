/**
 * Waits for all of several calls, also where one fails: none goes on behind the back of whoever is told of the failure.
 *
 * @throws what the first of them, in their order, has failed with
 */
export async function awaitAll(calls: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(calls)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') {
    throw failed.reason;
  }
}
