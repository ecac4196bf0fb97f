import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { HttpOrigin } from '../http-origin.ts';
import { readBody } from '../read-body.ts';
import { PineconeError } from './pinecone-error.ts';
import { PineconeFaults } from './pinecone-faults.ts';
import { PINECONE_ROUTES, type PineconeRoute, type RouteContext, type RouteRequest } from './pinecone-routes.ts';

const MAX_BODY_BYTES = 2 * 1024 * 1024;
const DEFAULT_SLOW_MS = 1_000;

/** Serves Pinecone's control plane and the hosts of its indexes on one address. */
export class PineconeServer extends HttpOrigin {
  /** Faults that calls are to meet: for tests. */
  readonly faults = new PineconeFaults();
  readonly #apiKey: string;
  readonly #context: RouteContext;
  readonly #closing = new AbortController();

  constructor(apiKey: string, context: Omit<RouteContext, 'hostOf'>) {
    super();
    this.#apiKey = apiKey;
    this.#context = { ...context, hostOf: (name) => `${this.url}hosts/${name}` };
  }

  override async close(): Promise<void> {
    this.#closing.abort();
    await super.close();
  }

  protected override async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', 'http://loopback').pathname;
    const route = PINECONE_ROUTES.find(({ method, path: form }) => method === request.method && form.test(path));
    try {
      const body = await readBody(request, MAX_BODY_BYTES);
      if (body === 'gone') return;
      if (request.headers['api-key'] !== this.#apiKey) return sendText(response, 401, 'Unauthorized');
      if (route === undefined) throw new PineconeError(404, `${request.method} ${path} is not served here`);
      if (await this.#meetsFault(route, response)) return;
      if (body === 'too-large') throw new PineconeError(413, 'The request is larger than 2 MB');
      const routed = routeRequest(route, path, body.toString('utf8'));
      if (!this.#context.hasIndex(routed.indexName)) throw new PineconeError(404, `${routed.indexName} not found`);
      const answer = route.answer(routed, this.#context);
      sendJson(response, answer.status, answer.body);
    } catch (error) {
      const refusal = error instanceof PineconeError ? error : new PineconeError(500, 'Internal error');
      if (!response.destroyed) sendJson(response, refusal.status, refusal.bodyFor(route?.plane ?? 'control'));
    }
  }

  /** Lets a call meet the fault that is meant for it. @returns whether that has been its answer */
  async #meetsFault({ operation }: PineconeRoute, response: ServerResponse): Promise<boolean> {
    const fault = this.faults.take(operation);
    switch (fault?.kind) {
      case undefined:
        return false;
      case 'throttle':
        throw new PineconeError(429, 'Too many requests');
      case 'unavailable':
        throw new PineconeError(503, 'The service is unavailable');
      case 'slow':
        await delay(fault.delayMs ?? DEFAULT_SLOW_MS, undefined, { signal: this.#closing.signal }).catch(() => {});
        return response.destroyed;
      case 'cut':
        response.destroy();
        return true;
      case 'malformed':
        sendText(response, 200, '{"result": ');
        return true;
    }
  }
}

function routeRequest({ path: form }: PineconeRoute, path: string, body: string): RouteRequest {
  const { indexName = '', namespace = '' } = form.exec(path)?.groups ?? {};
  return { indexName: decoded(indexName), namespace: decoded(namespace), body };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new PineconeError(400, `${segment} is not percent-encoded`);
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body === undefined ? '' : JSON.stringify(body));
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain' });
  response.end(text);
}
