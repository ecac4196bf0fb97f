import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { closeServer, listenOnLoopback } from '../loopback.ts';
import type { HttpHandler } from './http-handler.ts';

/** Names under which loopback is reached: any other is a page on the internet that had its name pointed here. */
const LOOPBACK_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

/** The server of the main address: handlers are asked in the order in which they were mounted. */
export class MainServer {
  readonly #handlers: HttpHandler[] = [];
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      void this.#handle(request, response);
    });
  }

  /** Such as `http://127.0.0.1:4000`. */
  get address(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Listens on loopback; 0 takes any free port. @throws the system's error, such as `EADDRINUSE` */
  async listen(port: number): Promise<void> {
    await listenOnLoopback(this.#server, port);
  }

  /** Adds a handler after those that are there. */
  mount(handler: HttpHandler): void {
    this.#handlers.push(handler);
  }

  async close(): Promise<void> {
    await closeServer(this.#server, () => this.#server.closeAllConnections());
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => undefined);
    if (!LOOPBACK_HOST.test(request.headers.host ?? '') || !isFromLoopback(request)) {
      response.writeHead(403, { 'content-type': 'application/json' }).end('{"message":"only from this machine"}\n');
      return;
    }
    try {
      for (const handler of this.#handlers) if (await handler(request, response)) return;
      response.writeHead(404, { 'content-type': 'application/json' });
      response.end('{"message":"nothing here; GET /_local/ lists the control routes"}\n');
    } catch {
      if (response.headersSent) response.destroy();
      else response.writeHead(500, { 'content-type': 'application/json' }).end('{"message":"the handler failed"}\n');
    }
  }
}

/** A browser says from which page a request comes: other sites may not steer the local run. */
function isFromLoopback({ headers: { origin } }: IncomingMessage): boolean {
  return origin === undefined || LOOPBACK_HOST.test(origin.replace(/^https?:\/\//, ''));
}
