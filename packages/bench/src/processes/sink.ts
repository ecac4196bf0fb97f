import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { serveTasks } from './child.ts';

/** Asks for the totals since the last time, and whether to keep the bodies from now on. */
export interface SinkTask {
  readonly keepBodies?: boolean;
}

/** What arrived. */
export interface SinkTotals {
  /** `host:port` of the Runtime API. */
  readonly address: string;
  readonly responses: number;
  /** Bytes of the bodies, without the framing of HTTP. */
  readonly bodyBytes: number;
  /** Bytes on the sockets, with headers and the framing of chunks. */
  readonly wireBytes: number;
  /** Pieces in which the bodies arrived: chunks of HTTP. */
  readonly chunks: number;
  readonly bodies: readonly string[];
}

const EMPTY = { responses: 0, bodyBytes: 0, wireBytes: 0, chunks: 0 };

/**
 * The other end of every response: a Runtime API that takes responses and counts them, in a process of its own so
 * that reading costs the contenders nothing.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-response
 */
let totals = { ...EMPTY };
let bodies: string[] = [];
let keepsBodies = false;
const bytesSeen = new WeakMap<Socket, number>();

const server = createServer((request, response) => {
  const pieces: Buffer[] = [];
  request.on('data', (piece: Buffer) => {
    totals.bodyBytes += piece.length;
    totals.chunks += 1;
    if (keepsBodies) {
      pieces.push(piece);
    }
  });
  request.on('end', () => {
    const { socket } = request;
    totals.responses += 1;
    totals.wireBytes += socket.bytesRead - (bytesSeen.get(socket) ?? 0);
    bytesSeen.set(socket, socket.bytesRead);
    if (keepsBodies) {
      bodies.push(Buffer.concat(pieces).toString());
    }
    response.writeHead(202).end('{"status":"OK"}');
  });
});
const listening = new Promise<string>((resolve) => {
  server.listen(0, '127.0.0.1', () => resolve(`127.0.0.1:${(server.address() as AddressInfo).port}`));
});

serveTasks<SinkTask, SinkTotals>(async ({ keepBodies = false }) => {
  const result = { address: await listening, ...totals, bodies };
  totals = { ...EMPTY };
  bodies = [];
  keepsBodies = keepBodies;
  return result;
});
