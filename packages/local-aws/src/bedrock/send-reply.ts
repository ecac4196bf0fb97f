import type { CallRecord } from './call-log.ts';
import type { Clock } from './clock.ts';
import type { Connection } from './connection.ts';
import { eventFrame, exceptionFrame, malformedFrame } from './frames.ts';
import { countChunks, type PlannedBlock, type PlannedReply } from './plan-reply.ts';
import type { Fault, Pace } from './script.ts';

/** What sending an answer needs. */
export interface Sending {
  readonly connection: Connection;
  readonly record: CallRecord;
  readonly clock: Clock;
  readonly pace: Pace;
  readonly fault: Fault | undefined;
  readonly requestId: string;
  /** When the call began, in milliseconds since the epoch. */
  readonly startedAt: number;
}

/** A TCP reset overtakes bytes still on their way; this long before it, the chunks sent have been read. */
const RESET_SETTLE_MS = 20;

/** Streams an answer as ConverseStream does, at its pace, with its fault where it falls due. */
export async function sendStream(reply: PlannedReply, sending: Sending): Promise<void> {
  const { connection, record, clock, pace, fault } = sending;
  const { signal } = connection;
  const send = (type: string, payload: Readonly<Record<string, unknown>>) =>
    connection.write(eventFrame(type, payload));
  connection.open(200, {
    'content-type': 'application/vnd.amazon.eventstream',
    'x-amzn-requestid': sending.requestId,
  });
  await send('messageStart', { role: 'assistant' });
  await clock.sleep(pace.firstTokenMs, signal);
  let sent = 0;
  for (const [contentBlockIndex, block] of reply.blocks.entries()) {
    if (block.type === 'toolUse') {
      const { name, toolUseId } = block;
      await send('contentBlockStart', { contentBlockIndex, start: { toolUse: { toolUseId, name } } });
    }
    for (const chunk of block.chunks) {
      if (sent > 0) await clock.sleep(pace.tokenMs, signal);
      if ((await strike(sending, sent)) || signal.aborted) return;
      if (fault?.kind === 'noise') await sendNoise(send, contentBlockIndex);
      const delta = block.type === 'text' ? { text: chunk } : { toolUse: { input: chunk } };
      await send('contentBlockDelta', { contentBlockIndex, delta });
      if (signal.aborted) return;
      sent += 1;
      record.addChunk();
    }
    await send('contentBlockStop', { contentBlockIndex });
  }
  if ((await strike(sending, sent, true)) || signal.aborted) return;
  const omitted: readonly string[] = fault?.kind === 'omit' ? fault.events : [];
  if (!omitted.includes('messageStop')) await send('messageStop', { stopReason: reply.stopReason });
  const metrics = { latencyMs: clock.now() - sending.startedAt };
  if (!omitted.includes('metadata')) await send('metadata', { usage: reply.usage, metrics });
  connection.end();
}

/** Answers whole, as Converse does, after the time that the tokens would have taken. */
export async function sendWhole(reply: PlannedReply, sending: Sending): Promise<void> {
  const { connection, record, clock, pace, fault, requestId } = sending;
  const chunks = countChunks(reply.blocks);
  await clock.sleep(pace.firstTokenMs + pace.tokenMs * Math.max(0, chunks - 1), connection.signal);
  if (connection.signal.aborted) return;
  for (let chunk = 0; chunk < chunks; chunk += 1) record.addChunk();
  const headers = { 'x-amzn-requestid': requestId };
  if (fault?.kind === 'malformed') {
    connection.open(200, { 'content-type': 'application/json', ...headers });
    connection.end('{"output":{"message":{"ro');
    return;
  }
  const omitted: readonly string[] = fault?.kind === 'omit' ? fault.events : [];
  connection.json(200, headers, {
    output: { message: { role: 'assistant', content: reply.blocks.map(wholeBlock) } },
    ...(!omitted.includes('messageStop') && { stopReason: reply.stopReason }),
    ...(!omitted.includes('metadata') && { usage: reply.usage }),
    metrics: { latencyMs: clock.now() - sending.startedAt },
  });
}

/**
 * Lets the fault happen where it is due after `sent` chunks, or at the text's end.
 *
 * @returns true where the response is over.
 */
async function strike({ connection, clock, fault }: Sending, sent: number, isEnd = false): Promise<boolean> {
  if (fault === undefined || !('afterChunks' in fault || fault.kind === 'exception' || fault.kind === 'malformed')) {
    return false;
  }
  const due = fault.afterChunks ?? 0;
  if (isEnd ? sent > due : sent !== due) return false;
  switch (fault.kind) {
    case 'exception':
      await connection.write(exceptionFrame(fault.error, `Fault set by the script: ${fault.error}.`));
      connection.end();
      return true;
    case 'malformed':
      await connection.write(malformedFrame(fault.form ?? 'crc'));
      connection.end();
      return true;
    case 'reset':
      await clock.sleep(RESET_SETTLE_MS, connection.signal);
      connection.reset();
      return true;
    case 'stall':
      if (fault.forMs === undefined) await connection.closed;
      else await clock.sleep(fault.forMs, connection.signal);
      return connection.signal.aborted;
    default:
      return false;
  }
}

/** Events a client must skip: reasoning, empty text, an event and a delta that it does not know. */
async function sendNoise(
  send: (type: string, payload: Readonly<Record<string, unknown>>) => Promise<void>,
  contentBlockIndex: number,
): Promise<void> {
  await send('contentBlockDelta', { contentBlockIndex, delta: { reasoningContent: { text: 'thinking aloud' } } });
  await send('contentBlockDelta', { contentBlockIndex, delta: { text: '' } });
  await send('contentBlockDelta', { contentBlockIndex, delta: { hologram: { depth: 3 } } });
  await send('weatherReport', { sky: 'clear' });
}

function wholeBlock(block: PlannedBlock): Readonly<Record<string, unknown>> {
  const content = block.chunks.join('');
  if (block.type === 'text') return { text: content };
  return { toolUse: { toolUseId: block.toolUseId, name: block.name, input: parseOrEmpty(content) } };
}

function parseOrEmpty(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return {};
  }
}
