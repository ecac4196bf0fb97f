import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createHttp2Server, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { createServer as createTcpServer, type Socket } from 'node:net';
import type { Caller, SdkService } from '../sdk-service.ts';
import { type BedrockOptions, createBedrock, type ModelControl } from './create-bedrock.ts';

/** A model endpoint by itself on loopback. */
export interface BedrockServer {
  /** `http://127.0.0.1:<port>`, for `AWS_ENDPOINT_URL_BEDROCK_RUNTIME` or a client's `endpoint`. */
  readonly url: string;
  readonly control: ModelControl;
  /** Cuts every connection and frees the port. */
  close(): Promise<void>;
}

/**
 * Serves {@link createBedrock} alone, HTTP/1.1 and HTTP/2 without TLS on one port, for tests of model clients. No
 * signature is checked and every call is allowed; a caller's name is the access key id that signs.
 *
 * @example
 * const server = await startBedrockServer({ model: { respond: () => ({ content: [{ text: 'Hello.' }] }) } });
 * const client = new BedrockRuntimeClient({ endpoint: server.url, region: 'us-east-1', credentials });
 */
export async function startBedrockServer(options: BedrockOptions): Promise<BedrockServer> {
  const bedrock = createBedrock(options);
  const listener: RequestListener = (request, response) => {
    serve(bedrock, request, response).catch((error: unknown) => response.destroy(error as Error));
  };
  const http1 = createServer(listener);
  const http2 = createHttp2Server((request: Http2ServerRequest, response: Http2ServerResponse) => {
    // Node's compatibility layer gives HTTP/2 the same shape for all that is used here.
    listener(request as unknown as IncomingMessage, response as unknown as ServerResponse & { req: IncomingMessage });
  });
  const sockets = new Set<Socket>();
  const tcp = createTcpServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
    socket.once('readable', () => {
      const firstBytes: Buffer | null = socket.read();
      if (firstBytes === null) return;
      socket.unshift(firstBytes);
      // "PRI" opens HTTP/2's connection preface (RFC 9113, 3.4).
      const isHttp2 = firstBytes.subarray(0, 3).toString('latin1') === 'PRI';
      (isHttp2 ? http2 : http1).emit('connection', socket);
    });
  });
  await new Promise<void>((resolve, reject) => {
    tcp.once('error', reject);
    tcp.listen(0, '127.0.0.1', resolve);
  });
  const address = tcp.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    control: bedrock.control,
    async close() {
      await bedrock.close();
      const closed = new Promise<void>((resolve) => tcp.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      http1.closeAllConnections();
      await closed;
    },
  };
}

async function serve(bedrock: SdkService, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const url = new URL(request.url ?? '/', 'http://loopback');
  const { method = 'GET', headers } = request;
  const caller = callerOf(headers.authorization);
  const body = Buffer.concat(pieces);
  await bedrock.handle({ method, path: url.pathname, query: url.searchParams, headers, body, caller }, response);
}

function callerOf(authorization = ''): Caller {
  const name = /Credential=([^/]+)\//.exec(authorization)?.[1] ?? 'operator';
  return { name, arn: 'arn:aws:iam::000000000000:root', statements: undefined };
}
