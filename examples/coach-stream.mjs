import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { readEvents } from './event-stream.mjs';

const ROOT = resolve(import.meta.dirname, '..');
const LONGEST_SILENCE_MS = 25_000;
const LONGEST_CALL_MS = 15_000;
const RESUMES = 3;
const RESUME_AFTER_MS = 500;

/** Something that a person has to do something about: printed as it is, without a stack. */
export class ExampleError extends Error {}

/** Reads a JSON file; `hint` says what to do where that fails. */
export async function readJson(path, hint) {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new ExampleError(`${path} ${error.code === 'ENOENT' ? 'is not there' : 'cannot be read as JSON'}. ${hint}`);
  }
}

/**
 * A stage to talk to: what its outputs say, the user, and their ID token. `LOCAL_DIR` names another folder than
 * `.local`, `TOKEN` a token that is at hand; else `npm run -s token` is asked for one.
 */
export async function openStage({ LOCAL_DIR, TOKEN } = process.env) {
  const folder = resolve(ROOT, LOCAL_DIR || '.local');
  const hint = 'Start the local run first: npm start';
  const outputs = await readJson(join(folder, 'outputs.json'), hint);
  const { userId } = await readJson(join(folder, 'demo.json'), hint);
  const token = TOKEN || (await askForToken());
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return {
    userId,
    streams: outputs.streams,
    /** Calls the REST API. @throws ExampleError for every answer that is not a 2xx */
    async call(method, path, body) {
      const init = { method, headers, signal: AbortSignal.timeout(LONGEST_CALL_MS) };
      const response = await send(
        `${outputs.api}${path}`,
        body === undefined ? init : { ...init, body: JSON.stringify(body) },
      );
      return response.json();
    },
    /**
     * Sends a message and reads the answer as it streams. A stream that ends without `complete` or `error` was cut: it is
     * gone on with under the same key, from the last event that arrived.
     *
     * @param options.method `POST`, or `PUT` for a creator session
     * @param options.onEvent is told of each event
     * @returns the `complete` event
     */
    async stream(url, body, { method = 'POST', onEvent }) {
      const key = randomUUID();
      let lastId;
      for (let resumes = 0; ; resumes += 1) {
        const resume = lastId === undefined ? {} : { 'last-event-id': lastId };
        const init = { method, headers: { ...headers, 'idempotency-key': key, ...resume }, body: JSON.stringify(body) };
        const silence = new AbortController();
        const watchdog = setTimeout(() => silence.abort(), LONGEST_SILENCE_MS);
        try {
          const response = await send(url, { ...init, signal: silence.signal });
          for await (const { id, data } of readEvents(heard(response.body, watchdog))) {
            lastId = id ?? lastId;
            const event = JSON.parse(data);
            onEvent(event);
            if (event.type === 'complete') {
              return event;
            }
            if (event.type === 'error') {
              throw new ExampleError(`The answer has failed: ${event.code}. ${event.message}`);
            }
          }
        } catch (error) {
          if (error instanceof ExampleError) {
            throw error;
          }
        } finally {
          clearTimeout(watchdog);
        }
        if (resumes === RESUMES) {
          throw new ExampleError(`The stream was cut ${RESUMES + 1} times without an end. Is the local run still up?`);
        }
        await new Promise((wake) => setTimeout(wake, RESUME_AFTER_MS));
      }
    },
  };
}

/** Passes a body on; whatever arrives, comments too, restarts the watchdog. */
async function* heard(body, watchdog) {
  for await (const bytes of body) {
    watchdog.refresh();
    yield bytes;
  }
}

async function send(url, init) {
  let response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    throw new ExampleError(
      `${url} did not answer (${error.cause?.code ?? error.name}). Is the local run up? npm start`,
    );
  }
  if (!response.ok) {
    const { code, message } = await response.json().catch(() => ({}));
    throw new ExampleError(
      `${init.method} ${url} was refused: ${response.status} ${code ?? ''}. ${message ?? ''}`.trim(),
    );
  }
  return response;
}

async function askForToken() {
  try {
    const { stdout } = await promisify(execFile)('npm', ['run', '-s', 'token'], { cwd: ROOT });
    return stdout.trim();
  } catch (error) {
    throw new ExampleError(`There is no token: ${error.stderr?.trim() || 'npm run -s token has failed.'}`);
  }
}
