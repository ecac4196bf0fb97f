import type { IncomingMessage, ServerResponse } from 'node:http';
import { relative } from 'node:path';
import type { HttpHandler } from '@coach-stream/local-aws';
import type { Outputs } from '@coach-stream/streaming-core/contract';
import { cacheControl, type StageOrigins, securityHeaders } from '@coach-stream/web/build';
import send from 'send';
import type { WebApp } from './web-app.ts';

/** What is served beside the app's own files. */
export interface WebStage {
  /** `/outputs.json`. */
  readonly outputs: Outputs;
  /** `/demo-user.json`: the account that one click signs in. */
  readonly demoUser: { readonly username: string; readonly password: string };
}

/** Names by which a browser of this machine may ask; any other is a foreign page that had its name pointed here. */
const OWN_NAMES = ['127.0.0.1', 'localhost'];

/**
 * Serves the built app and the two files that tell it of its stage, with the headers of the hosting. Answers every
 * request: 404 with a page for a path that leads nowhere, 405 for other methods than GET and HEAD.
 *
 * No answer allows another origin to read it, and one is given only under the names of this machine: the demo user's
 * password is among them.
 */
export function webHandler(app: WebApp, { outputs, demoUser }: WebStage): HttpHandler {
  const headers = securityHeaders(originsOf(outputs));
  const files = new Map([
    ['/outputs.json', json(outputs, 'no-cache')],
    ['/demo-user.json', json(demoUser, 'no-store')],
  ]);
  return (request, response) => {
    for (const [name, value] of Object.entries(headers)) {
      response.setHeader(name, value);
    }
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    const file = files.get(path);
    if (!isAskedByOwnName(request)) {
      answer(response, 403, text('Only under 127.0.0.1 or localhost.\n'));
    } else if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      answer(response, 405, text('Only GET and HEAD.\n'));
    } else if (file !== undefined) {
      answer(response, 200, file);
    } else if ('problem' in app) {
      answer(response, 503, notBuilt());
    } else {
      sendFile(request, response, { path, directory: app.directory });
    }
    return true;
  };
}

interface Answer {
  readonly type: string;
  readonly body: string;
  readonly cacheControl: string;
}

const json = (content: object, cache: string): Answer => ({
  type: 'application/json',
  body: `${JSON.stringify(content, null, 2)}\n`,
  cacheControl: cache,
});

const text = (body: string): Answer => ({ type: 'text/plain; charset=utf-8', body, cacheControl: 'no-store' });

const notBuilt = (): Answer => ({
  type: 'text/html; charset=utf-8',
  body: `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>Coach Stream is not built</title></head>
  <body>
    <h1>The web app could not be built</h1>
    <p>Everything else of the local run works. Why it failed stands in the terminal of <code>npm start</code>, and
      <code>npm run pnpm -- --filter @coach-stream/web build</code> says it again. Mend it and start anew.</p>
  </body>
</html>
`,
  cacheControl: 'no-store',
});

function answer(response: ServerResponse, status: number, { type, body, cacheControl: cache }: Answer): void {
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': cache,
  });
  // Node leaves the body of a HEAD out.
  response.end(body);
}

/** A file of the app with its ETag, 304 where the browser has it; its 404 page for whatever cannot be sent. */
function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  { path, directory }: { path: string; directory: string },
): void {
  const serve = (file: string) =>
    send(request, file, {
      root: directory,
      dotfiles: 'ignore',
      cacheControl: false,
      lastModified: false,
      acceptRanges: false,
    }).on('headers', (sent: ServerResponse, found: string) => {
      sent.setHeader('Cache-Control', cacheControl(`/${relative(directory, found)}`));
    });
  const nothingHere = () => {
    if (response.headersSent) {
      response.destroy();
      return;
    }
    response.statusCode = 404;
    serve('/404.html')
      .on('error', () => answer(response, 404, text('There is nothing here.\n')))
      .pipe(response);
  };
  serve(path).on('error', nothingHere).on('directory', nothingHere).pipe(response);
}

function isAskedByOwnName({ headers: { host = '' }, socket: { localPort } }: IncomingMessage): boolean {
  // A browser leaves the port out where it is the usual one.
  return OWN_NAMES.some((name) => host.toLowerCase() === (localPort === 80 ? name : `${name}:${localPort}`));
}

/** What the app's content security policy names. Images are where Cognito is asked: one endpoint stands for both here. */
function originsOf({ streams, api, auth: { endpoint } }: Outputs): StageOrigins {
  const images = originOf(endpoint);
  return { connectTo: [...[...Object.values(streams), api].flatMap(originOf), ...images], images };
}

function originOf(url: string | undefined): string[] {
  return url === undefined ? [] : [new URL(url).origin];
}
