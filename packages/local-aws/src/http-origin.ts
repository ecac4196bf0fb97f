import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { closeServer, listenOnLoopback } from './loopback.ts';

/**
 * A server on a port of loopback that stands for one address on AWS, an origin of its own.
 *
 * It listens before it knows what it serves, because its address is part of what the templates resolve to.
 */
export abstract class HttpOrigin {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isDown = false;

  constructor() {
    this.#server = createServer({ noDelay: true }, (request, response) => {
      response.on('error', () => undefined);
      void this.answer(request, response);
    });
    this.#server.on('connection', (socket: Socket) => {
      if (this.#isDown) {
        socket.destroy();
        return;
      }
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  /** Its address, ending in `/`. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  /** Listens on a port of loopback, 0 for any. @throws the system's error, such as `EADDRINUSE` */
  async listen(port: number): Promise<void> {
    await listenOnLoopback(this.#server, port);
  }

  /** Refuses every connection and cuts the open ones, or takes them again. */
  setDown(isDown: boolean): void {
    this.#isDown = isDown;
    if (isDown) this.#cutAll();
  }

  async close(): Promise<void> {
    await closeServer(this.#server, () => this.#cutAll());
  }

  /** Answers one request; never rejects. */
  protected abstract answer(request: IncomingMessage, response: ServerResponse): Promise<void>;

  #cutAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}

/**
 * Lets origins listen.
 *
 * @param firstPort - the first takes this port, the next ones those after it, so that addresses stay the same over
 * restarts; a port in use, and all of them for 0, is replaced by any free one
 */
export async function listenInOrder(origins: readonly HttpOrigin[], firstPort: number): Promise<void> {
  for (const [index, origin] of origins.entries()) {
    try {
      await origin.listen(firstPort === 0 ? 0 : firstPort + index);
    } catch {
      await origin.listen(0);
    }
  }
}
