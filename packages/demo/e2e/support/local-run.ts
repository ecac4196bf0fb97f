import { randomUUID } from 'node:crypto';
import { buildPath, type Outputs, type StreamEvent, streamEventSchema } from '@coach-stream/streaming-core/contract';
import { createParser } from 'eventsource-parser';
import { type DemoIds, type Operator, openLocalFolder, readLocalFile } from '../../src/local-folder.ts';
import { signIn } from '../../src/sign-in.ts';

/** A running local run as a test sees it. */
export interface LocalRunUnderTest {
  readonly address: string;
  readonly outputs: Outputs;
  readonly ids: DemoIds;
  readonly operator: Operator;
  readonly streamUrl: string;
  /** Signs a user in, the demo user by default. */
  token(name?: string): Promise<string>;
  /** The demo user's token, fetched once. */
  demoToken(): Promise<string>;
}

/** The run of the suite, or the one whose data lies in `localDir`. */
export function localRun(
  localDir = process.env.E2E_LOCAL_DIR ?? '',
  address = process.env.E2E_ADDRESS ?? '',
): LocalRunUnderTest {
  const folder = openLocalFolder(localDir);
  const outputs = readLocalFile(folder, 'outputs');
  const ids = readLocalFile(folder, 'demo');
  const operator = readLocalFile(folder, 'operator');
  if (outputs === undefined || ids === undefined || operator === undefined) {
    throw new Error(`No local run has written its files into ${localDir}.`);
  }
  let demoToken: Promise<string> | undefined;
  return {
    address,
    outputs,
    ids,
    operator,
    streamUrl: `${outputs.streams.coachConversation}${buildPath('coachConversationStream', ids)}`,
    token: (name = 'demo') => signIn(name, outputs, operator),
    demoToken() {
      demoToken ??= this.token();
      return demoToken;
    },
  };
}

/** One event with its id and when it arrived. */
export interface ReceivedEvent {
  readonly id: string | undefined;
  readonly event: StreamEvent;
  /** Milliseconds since the request was sent. */
  readonly atMs: number;
}

/** Everything a client sees of one streamed request. */
export interface ReceivedStream {
  readonly status: number;
  readonly headers: Headers;
  readonly events: readonly ReceivedEvent[];
  /** The body as text. */
  readonly body: string;
  /** Whether the connection broke instead of ending. */
  readonly isCut: boolean;
  readonly tookMs: number;
}

/** How far a response is read. */
export interface ReadOptions {
  /** The reader leaves once it has this many events. */
  readonly leaveAfter?: number;
  /** Called for every event. */
  readonly onEvent?: (received: ReceivedEvent) => void;
}

/** Sends a request and reads the answer to its end, with a spec parser that is not ours. */
export async function readStream(
  url: string,
  init: RequestInit,
  { leaveAfter = Number.POSITIVE_INFINITY, onEvent }: ReadOptions = {},
): Promise<ReceivedStream> {
  const startedAt = performance.now();
  const response = await fetch(url, init);
  const events: ReceivedEvent[] = [];
  const parser = createParser({
    onEvent: ({ id, data }) => {
      if (events.length < leaveAfter) {
        const received = { id, event: streamEventSchema.parse(JSON.parse(data)), atMs: performance.now() - startedAt };
        events.push(received);
        onEvent?.(received);
      }
    },
  });
  const isEventStream = response.headers.get('content-type')?.startsWith('text/event-stream');
  let body = '';
  let isCut = false;
  try {
    for await (const text of (response.body ?? ReadableStream.from([])).pipeThrough(new TextDecoderStream())) {
      body += text;
      if (isEventStream) {
        parser.feed(text);
        if (events.length >= leaveAfter) {
          break;
        }
      }
    }
  } catch {
    isCut = true;
  }
  return {
    status: response.status,
    headers: response.headers,
    events,
    body,
    isCut,
    tookMs: performance.now() - startedAt,
  };
}

/** Sends the user's message as a plain client would. */
export async function ask(
  run: LocalRunUnderTest,
  userResponse: string,
  options: { token?: string; url?: string; headers?: Record<string, string> } = {},
): Promise<ReceivedStream> {
  return readStream(options.url ?? run.streamUrl, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${options.token ?? (await run.token())}`,
      'content-type': 'application/json',
      ...options.headers,
    },
    body: JSON.stringify({ userResponse }),
  });
}

/** The answer's text as a reader puts it together, over all its connections. */
export function textOf(...streams: readonly ReceivedStream[]): string {
  let text = '';
  for (const { event } of streams.flatMap(({ events }) => events)) {
    if (event.type === 'chunk') {
      text += event.content;
    } else if (event.type === 'retract' || (event.type === 'start' && event.status === 'restarted')) {
      text = '';
    }
  }
  return text;
}

/** The terminal events of a stream. */
export function terminals({ events }: ReceivedStream): StreamEvent[] {
  return events.map(({ event }) => event).filter(({ type }) => type === 'complete' || type === 'error');
}

/** Words that no script can know. */
export function randomNoun(): string {
  const syllables = ['ka', 'lo', 'mi', 'ter', 'ban', 'du', 'ver', 'nos', 'pli', 'gra', 'sto', 'fen'];
  const pick = () => syllables[Math.floor(Math.random() * syllables.length)] ?? 'ka';
  return `${pick()}${pick()}${pick()}${randomUUID().slice(0, 4).replace(/\d/g, 'x')}`;
}

/** Test control of the local run. */
export async function control(run: LocalRunUnderTest, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${run.address}/_local${path}`, {
    method,
    ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) {
    throw new Error(`${method} ${path}: ${response.status} ${text}`);
  }
  return text === '' ? undefined : JSON.parse(text);
}
