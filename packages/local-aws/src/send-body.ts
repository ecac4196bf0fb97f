import type { ServerResponse } from 'node:http';

/**
 * Sends a body piece by piece as it comes, and ends the response behind it.
 *
 * @throws what the body throws, once everything before that has been sent
 */
export async function sendBody(response: ServerResponse, body: AsyncIterator<Buffer>): Promise<void> {
  try {
    for (let next = await body.next(); next.done !== true; next = await body.next()) {
      await write(response, next.value);
      if (response.destroyed) return;
    }
  } catch (error) {
    // What was written before the failure arrives before the cut
    if (!response.destroyed) await new Promise<void>((resolve) => response.write('', () => resolve()));
    throw error;
  }
  response.end();
}

/** Writes one piece and waits while the client is slow; returns at once when it is gone. */
export async function write(response: ServerResponse, chunk: Buffer): Promise<void> {
  if (response.destroyed || response.write(chunk)) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      response.off('drain', done);
      response.off('close', done);
      resolve();
    };
    response.once('drain', done);
    response.once('close', done);
  });
}
