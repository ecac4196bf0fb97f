import type { ServerResponse } from 'node:http';

/** A way through an API that test control can cut. */
export type Transport = 'rest' | 'restStream';

/** Which ways through an API are cut, and which way each response in flight goes. */
export class Transports {
  readonly #down = new Set<Transport>();
  readonly #inFlight = new Map<ServerResponse, Transport>();

  get areAllDown(): boolean {
    return this.#down.size === 2;
  }

  /** Cuts the responses in flight that go this way, and those that come. */
  setDown(transport: Transport, isDown: boolean): void {
    if (!isDown) {
      this.#down.delete(transport);
      return;
    }
    this.#down.add(transport);
    for (const [response, way] of this.#inFlight) if (way === transport) cut(response);
  }

  /** Lets a response go this way; false where it is cut, and the client gone. */
  pass(transport: Transport, response: ServerResponse): boolean {
    if (this.#down.has(transport)) cut(response);
    if (response.destroyed) return false;
    this.#inFlight.set(response, transport);
    response.once('close', () => this.#inFlight.delete(response));
    return true;
  }

  /** True for a response whose way is known already. */
  isKnown(response: ServerResponse): boolean {
    return this.#inFlight.has(response);
  }
}

function cut(response: ServerResponse): void {
  response.destroy();
}
