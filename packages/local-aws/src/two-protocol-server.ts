import { createServer as createHttp1Server, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { createServer, type Socket } from 'node:net';
import { closeServer, listenOnLoopback } from './loopback.ts';

/** Idle connections stay open longer than SDK clients keep them, so that none is cut just as a call goes out. */
const KEEP_ALIVE_TIMEOUT_MS = 120_000;
/** First bytes of the HTTP/2 connection preface (RFC 9113 §3.4). */
const HTTP2_PREFACE_START = 'PRI';

/** A running server: its address, and how to end it with all connections. */
export interface RunningServer {
  /** Such as `http://127.0.0.1:41234`. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Listens on a free port of 127.0.0.1 and speaks HTTP/1.1 and HTTP/2 without TLS on it: the first bytes tell which.
 *
 * HTTP/2 calls arrive through Node's compatibility API, which serves the same methods.
 */
export async function startTwoProtocolServer(
  onRequest: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<RunningServer> {
  const http1 = createHttp1Server({ keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS, requestTimeout: 0 }, onRequest);
  const http2 = createHttp2Server((request, response) =>
    onRequest(request as unknown as IncomingMessage, response as unknown as ServerResponse),
  );
  const sockets = new Set<Socket>();

  const server = createServer((socket) => {
    sockets.add(socket);
    // Small frames of a stream would otherwise wait up to 40 ms for an acknowledgement.
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    socket.once('data', (firstBytes: Buffer) => {
      socket.pause();
      socket.unshift(firstBytes);
      const isHttp2 = firstBytes.toString('latin1', 0, 3) === HTTP2_PREFACE_START;
      (isHttp2 ? http2 : http1).emit('connection', socket);
      process.nextTick(() => socket.resume());
    });
  });
  return {
    url: `http://127.0.0.1:${await listenOnLoopback(server)}`,
    close: () =>
      closeServer(server, () => {
        for (const socket of sockets) socket.destroy();
      }),
  };
}
