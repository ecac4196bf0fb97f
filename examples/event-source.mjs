#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { openStageClient } from './stage-client.mjs';

/**
 * Serves event-source.html: a page that reads an answer with nothing but the browser's own EventSource.
 *
 * The token stays here. This server begins the turn, and gives the page the turn's ticket: it opens this one turn, to be
 * read only, for a quarter of an hour. On a deployed stage the page then reads the Function URL itself, since its origin is
 * one of the stage's `allowedOrigins`; the local run allows none but its own, so that `/watch` passes it on.
 *
 * Usage: npm run -s event-source        PORT (4100) is the port of the page; 0 takes a free one
 */
const { client, outputs, ids } = await openStageClient();
const page = await readFile(join(import.meta.dirname, 'event-source.html'));

const server = createServer(async (request, response) => {
  try {
    const url = new URL(request.url, 'http://127.0.0.1');
    if (request.method === 'POST' && url.pathname === '/begin') {
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify(await begin(await readBody(request))));
    } else if (url.pathname === '/watch') {
      await watch(url.search, request, response);
    } else {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
    }
  } catch (error) {
    console.error(error.message);
    response.destroy();
  }
});
server.listen(Number(process.env.PORT ?? 4100), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}`);
});

/** Sends a message and leaves as soon as the turn has begun: it goes on by itself. */
async function begin(userResponse) {
  const stream = client.streamCoachConversation(ids, { userResponse });
  for await (const event of stream) {
    if (event.type === 'start') {
      return { watch: `/watch?turnId=${stream.turnId}&ticket=${encodeURIComponent(event.ticket)}` };
    }
  }
  throw new Error('The turn did not begin.');
}

/** Passes the stage's stream on, byte by byte. */
async function watch(search, request, response) {
  const { userId, coachId, conversationId } = ids;
  const path = `/users/${userId}/coaches/${coachId}/conversations/${conversationId}/stream`;
  const after = request.headers['last-event-id'];
  const answer = await fetch(`${outputs.streams.coachConversation}${path}${search}`, {
    headers: after === undefined ? {} : { 'last-event-id': after },
  });
  response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' });
  if (answer.body === null) {
    response.end();
  } else {
    Readable.fromWeb(answer.body)
      .on('error', () => response.destroy())
      .pipe(response);
  }
}

async function readBody(request) {
  let body = '';
  for await (const text of request.setEncoding('utf8')) {
    body += text;
  }
  return body;
}
