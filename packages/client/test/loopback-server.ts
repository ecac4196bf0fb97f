import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { StreamEvent } from '@coach-stream/streaming-core/contract';
import type { Transport } from '../src/turn-stream.ts';

/** What a request asked for: one of a turn's transports, its stop, or another call of the REST API. */
export type AskedFor = Transport | 'stop' | 'api';

/** A request as the server has seen it. */
export interface SeenRequest {
  readonly askedFor: AskedFor;
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Answers requests of one sort; `index` counts them from 0. */
export type Answer = (response: ServerResponse, request: SeenRequest, index: number) => void | Promise<void>;

/** A stage on loopback, which misbehaves as it is told. What it is told nothing about is answered with a bare 502. */
export interface LoopbackServer {
  readonly outputs: {
    readonly version: 1;
    readonly stage: string;
    readonly region: string;
    readonly streams: { coachConversation: string; coachCreatorSession: string; personaChat: string };
    readonly api: string;
    readonly auth: { userPoolId: string; clientId: string; issuer: string };
    readonly features: { streaming: boolean };
  };
  readonly requests: readonly SeenRequest[];
  /** The sorts of the requests so far, in their order. */
  asked(): AskedFor[];
  close(): Promise<void>;
}

/** Starts a server on a free port of loopback. */
export async function startLoopbackServer(answers: Partial<Record<AskedFor, Answer>>): Promise<LoopbackServer> {
  const requests: SeenRequest[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const path = request.url ?? '';
    const askedFor = askedForBy(request.method ?? '', path);
    const seen = {
      askedFor,
      method: request.method ?? '',
      path,
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    };
    const index = requests.filter((other) => other.askedFor === askedFor).length;
    requests.push(seen);
    const answer = answers[askedFor];
    if (answer === undefined) {
      response.writeHead(502).end();
      return;
    }
    await answer(response, seen, index);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    outputs: {
      version: 1,
      stage: 'test',
      region: 'us-east-1',
      streams: { coachConversation: `${origin}/fn`, coachCreatorSession: `${origin}/fn`, personaChat: `${origin}/fn` },
      api: `${origin}/api`,
      auth: { userPoolId: 'us-east-1_test', clientId: 'test', issuer: origin },
      features: { streaming: true },
    },
    requests,
    asked: () => requests.map(({ askedFor }) => askedFor),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function askedForBy(method: string, path: string): AskedFor {
  if (path.endsWith('/stop')) {
    return 'stop';
  }
  if (path.startsWith('/fn/')) {
    return 'functionUrl';
  }
  if (path.endsWith('?stream=true')) {
    return 'restStream';
  }
  const isMessage = /\/(send-message|message)$/.test(path) || (method === 'PUT' && path.includes('/coach-creator-'));
  return isMessage || path.includes('/turns/') ? 'json' : 'api';
}

/** One event as it goes over the wire. */
export function wire(id: string | undefined, event: StreamEvent | object): string {
  return `${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(event)}\n\n`;
}

/** Begins a response that streams. */
export function openEvents(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
}

/** Answers with a refusal of ours. */
export function refuse(
  response: ServerResponse,
  status: number,
  refusal: { code: string; retryable?: boolean },
  headers: Record<string, string> = {},
): void {
  const body = { message: `It is ${refusal.code}.`, requestId: 'request-1', retryable: false, ...refusal };
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
