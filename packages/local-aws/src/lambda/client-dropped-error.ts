/** Test control dropped the client of a response. The function goes on and is not told; the front cuts the connection. */
export class ClientDroppedError extends Error {
  override readonly name = 'ClientDroppedError';

  constructor() {
    super('The connection of the client was dropped');
  }
}
