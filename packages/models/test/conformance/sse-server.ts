import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Fault, Reply, SeenCall } from './provider-under-test.ts';

/** How a provider writes its answers: each string is one server-sent event, ready to be sent. */
export interface SseWire {
  /** Path of its one route. */
  readonly path: string;
  /** The tool that a call forces. */
  readonly forcedTool: (body: unknown) => string | undefined;
  /** Events around and between the chunks of an answer. */
  readonly stream: (answer: WireAnswer) => {
    readonly opening: readonly string[];
    readonly chunks: readonly string[];
    readonly closing: readonly string[];
  };
  /** The same answer, whole. */
  readonly whole: (answer: WireAnswer) => unknown;
  /** An error before the stream. */
  readonly refusal: (kind: Refusal) => { readonly status: number; readonly body: unknown };
  /** The same error inside a stream. */
  readonly errorEvent: (kind: Refusal) => string;
}

export type Refusal = Extract<Fault['kind'], 'throttle' | 'outage' | 'deny' | 'invalid'>;

/** An answer cut into chunks, with its stop reason in the provider's word where the script gives one. */
export interface WireAnswer {
  readonly textChunks: readonly string[];
  readonly tool?: { readonly name: string; readonly jsonChunks: readonly string[] };
  readonly stopReason?: string;
}

/** What a server is to do from now on. */
export interface SseScript {
  /** What it answers; a function is asked at each call, with the tool that the call forces. */
  readonly reply?: Reply | ((forcedTool: string | undefined) => Reply);
  /** One a call. */
  readonly faults?: readonly Fault[];
  /** The pause before each chunk, in milliseconds. */
  readonly chunkMs?: number;
}

export interface SseServer {
  readonly url: string;
  script(script: SseScript): void;
  /** From now on every call is answered with these bytes. */
  replay(body: string | Uint8Array, contentType: string): void;
  calls(): readonly SeenCall[];
  /** What the calls sent. */
  bodies(): readonly unknown[];
  /** The header `authorization` of each call. */
  authorizations(): readonly (string | undefined)[];
  close(): Promise<void>;
}

/** A TCP reset overtakes bytes still on their way; this long before it, the chunks sent have been read. */
const RESET_SETTLE_MS = 20;

/** Characters to a chunk. */
const CHUNK_LENGTH = 6;

/** Starts a provider that answers by server-sent events, on a free port of the loopback interface. */
export async function startSseServer(
  wire: SseWire,
  { pieceBytes }: { readonly pieceBytes?: number } = {},
): Promise<SseServer> {
  let reply: NonNullable<SseScript['reply']> = { text: '' };
  let chunkMs = 0;
  let queue: { fault: Fault; left: number }[] = [];
  let replayed: { readonly body: string | Uint8Array; readonly contentType: string } | undefined;
  const calls: { isOver: boolean; aborted: boolean; outputChunks: number }[] = [];
  const bodies: unknown[] = [];
  const authorizations: (string | undefined)[] = [];

  const takeFault = (): Fault | undefined => {
    const [entry] = queue;
    if (entry === undefined) return undefined;
    entry.left -= 1;
    if (entry.left === 0) queue.shift();
    return entry.fault;
  };

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = { isOver: false, aborted: false, outputChunks: 0 };
    calls.push(call);
    response.on('close', () => {
      call.isOver = true;
      call.aborted = !response.writableFinished;
    });
    const closed = new Promise<void>((resolve) => response.once('close', resolve));
    const body: unknown = JSON.parse(await readText(request));
    bodies.push(body);
    authorizations.push(request.headers.authorization);
    if (request.url !== wire.path || request.method !== 'POST') {
      response.writeHead(404).end();
      return;
    }
    if (replayed !== undefined) {
      response.writeHead(200, { 'content-type': replayed.contentType }).end(replayed.body);
      return;
    }
    const fault = takeFault();
    const write = async (event: string) => {
      const bytes = Buffer.from(event);
      const size = pieceBytes ?? bytes.length;
      for (let from = 0; from < bytes.length && !response.destroyed; from += size) {
        response.write(bytes.subarray(from, from + size));
        if (pieceBytes !== undefined) await nextTurn();
      }
    };
    const isStreamed = isRecord(body) && body.stream === true;
    if (fault !== undefined && (fault.afterChunks === undefined || !isStreamed)) {
      if (await strikeBefore(fault, response, closed)) return;
    }
    const planned = plan(typeof reply === 'function' ? reply(wire.forcedTool(body)) : reply, fault);
    if (!isStreamed) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(wire.whole(planned)));
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    const { opening, chunks, closing } = wire.stream(planned);
    for (const event of opening) await write(event);
    for (const [index, event] of chunks.entries()) {
      if (chunkMs > 0) await sleep(chunkMs);
      if (response.destroyed || (fault?.afterChunks === index && (await strikeWithin(fault)))) return;
      await write(event);
      call.outputChunks += 1;
    }
    if (fault?.afterChunks !== undefined && fault.afterChunks >= chunks.length && (await strikeWithin(fault))) return;
    for (const event of closing) await write(event);
    response.end();

    /** Lets the fault happen in the stream; true where the response is over. */
    async function strikeWithin(due: Fault): Promise<boolean> {
      switch (due.kind) {
        case 'stop':
          return false;
        case 'cut':
          await sleep(RESET_SETTLE_MS);
          response.socket?.resetAndDestroy();
          return true;
        case 'end':
          response.end();
          return true;
        case 'stall':
          await closed;
          return true;
        case 'garble':
          await write('event: content_block_delta\ndata: {"type":"content_bl\n\n');
          response.end();
          return true;
        default:
          await write(wire.errorEvent(due.kind));
          response.end();
          return true;
      }
    }
  }

  /** Lets the fault happen in the place of a response; true where the call is over. */
  async function strikeBefore(fault: Fault, response: ServerResponse, closed: Promise<void>): Promise<boolean> {
    switch (fault.kind) {
      case 'stop':
        return false;
      case 'cut':
        response.socket?.resetAndDestroy();
        return true;
      case 'stall':
        await closed;
        return true;
      case 'end':
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
        return true;
      case 'garble':
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"content":[{"ty');
        return true;
      default: {
        const { status, body } = wire.refusal(fault.kind);
        const retryAfter = fault.kind === 'throttle' ? fault.retryAfterSeconds : undefined;
        response.writeHead(status, {
          'content-type': 'application/json',
          ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
        });
        response.end(JSON.stringify(body));
        return true;
      }
    }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    script(next) {
      reply = next.reply ?? reply;
      chunkMs = next.chunkMs ?? 0;
      queue = (next.faults ?? []).map((fault) => ({ fault, left: fault.times ?? 1 }));
      replayed = undefined;
      calls.length = 0;
      bodies.length = 0;
      authorizations.length = 0;
    },
    replay(body, contentType) {
      replayed = { body, contentType };
    },
    calls: () => calls,
    bodies: () => bodies,
    authorizations: () => authorizations,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Cuts a reply into chunks; a script's stop reason cuts it short as well. */
function plan({ text = '', tool }: Reply, fault: Fault | undefined): WireAnswer {
  const isStop = fault?.kind === 'stop';
  const keep = (chunks: readonly string[]) => (isStop ? chunks.slice(0, fault.afterChunks ?? chunks.length) : chunks);
  return {
    textChunks: tool === undefined ? keep(inChunks(text)) : [],
    ...(tool !== undefined && { tool: { name: tool.name, jsonChunks: keep(inChunks(JSON.stringify(tool.input))) } }),
    ...(isStop && { stopReason: fault.reason }),
  };
}

/** By code points: half of a surrogate pair is no JSON text. */
function inChunks(text: string): string[] {
  const characters = [...text];
  const chunks: string[] = [];
  for (let from = 0; from < characters.length; from += CHUNK_LENGTH) {
    chunks.push(characters.slice(from, from + CHUNK_LENGTH).join(''));
  }
  return chunks;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
