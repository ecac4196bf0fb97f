import type { IncomingMessage, ServerResponse } from 'node:http';
import { CONTROL_ROUTES, type ControlRoute, type ControlTargets } from './control-routes.ts';
import { ControlError, type HttpHandler } from './http-handler.ts';

const MAX_BODY_BYTES = 1024 * 1024;

/** Serves the control routes; leaves every path outside `/_local/` to the next handler. */
export function controlHandler(targets: ControlTargets): HttpHandler {
  return async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname !== '/_local' && !url.pathname.startsWith('/_local/')) return false;
    try {
      const answer = await answerOf(request, url, targets);
      if (answer === undefined) response.writeHead(204).end();
      else sendJson(response, 200, answer);
    } catch (error) {
      const statusCode = error instanceof ControlError ? error.statusCode : 500;
      sendJson(response, statusCode, { message: error instanceof Error ? error.message : String(error) });
    }
    return true;
  };
}

async function answerOf(request: IncomingMessage, url: URL, targets: ControlTargets): Promise<unknown> {
  if (url.pathname.replace(/\/$/, '') === '/_local') {
    return CONTROL_ROUTES.map(({ method, pattern, summary }) => ({ route: `${method} ${pattern}`, summary }));
  }
  const matching = CONTROL_ROUTES.map((route) => ({ route, parameters: match(route, url.pathname) })).filter(
    ({ parameters }) => parameters !== undefined,
  );
  if (matching.length === 0) throw new ControlError(404, `no control route ${url.pathname}; GET /_local/ lists them`);
  const found = matching.find(({ route }) => route.method === request.method);
  if (found === undefined) {
    const methods = matching.map(({ route }) => route.method).join(', ');
    throw new ControlError(405, `${url.pathname} takes ${methods}`);
  }
  const body = found.route.method === 'GET' ? undefined : await readJson(request);
  return found.route.answer({ parameters: found.parameters ?? [], query: url.searchParams, body }, targets);
}

function match({ pattern }: ControlRoute, path: string): readonly string[] | undefined {
  const wanted = pattern.split('/');
  const given = path.replace(/\/$/, '').split('/');
  if (wanted.length !== given.length) return undefined;
  const parameters: string[] = [];
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? '';
    if (segment.startsWith('{')) parameters.push(decoded(value));
    else if (segment !== value) return undefined;
  }
  return parameters;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new ControlError(400, `${segment} is not percent-encoded`);
  }
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new ControlError(413, 'the body is too large');
    chunks.push(chunk);
  }
  if (bytes === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new ControlError(400, 'the body is not JSON');
  }
}

function sendJson(response: ServerResponse, statusCode: number, value: unknown): void {
  response.writeHead(statusCode, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(`${JSON.stringify(value)}\n`);
}
