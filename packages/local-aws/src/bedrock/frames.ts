import { EventStreamCodec } from '@smithy/core/event-streams';

const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8')),
  (text) => Buffer.from(text, 'utf8'),
);

const PADDING = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/**
 * One event frame. Like Bedrock, it hides the payload's length behind a padding member `p`.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/RESTSelectObjectAppendix.html (the frame format)
 */
export function eventFrame(type: string, payload: Readonly<Record<string, unknown>>): Uint8Array {
  const json = JSON.stringify(payload);
  const p = PADDING.slice(0, 1 + (json.length % PADDING.length));
  return frame({ ':event-type': type, ':message-type': 'event' }, JSON.stringify({ ...payload, p }));
}

/** One exception frame: the SDK throws it out of the event iteration. */
export function exceptionFrame(type: string, message: string): Uint8Array {
  return frame({ ':exception-type': type, ':message-type': 'exception' }, JSON.stringify({ message }));
}

export type MalformedForm = 'crc' | 'garbage' | 'truncated' | 'json';

/** Bytes that no client may take for an event: a wrong checksum, noise, half a frame, or a body that is not JSON. */
export function malformedFrame(form: MalformedForm): Uint8Array {
  const good = eventFrame('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'never shown' } });
  switch (form) {
    case 'crc': {
      const bad = Uint8Array.from(good);
      bad[bad.length - 1] = (bad.at(-1) ?? 0) ^ 0xff;
      return bad;
    }
    case 'garbage':
      // A plausible length (32) first, or a client would wait for gigabytes.
      return Buffer.concat([Buffer.from([0, 0, 0, 32]), Buffer.from('not an event stream frame at')]);
    case 'truncated':
      return good.subarray(0, Math.floor(good.length / 2));
    case 'json':
      return frame({ ':event-type': 'contentBlockDelta', ':message-type': 'event' }, '{"delta":{"text":"nev');
    default:
      return form satisfies never;
  }
}

function frame(headers: Readonly<Record<string, string>>, body: string): Uint8Array {
  const all: Readonly<Record<string, string>> = { ...headers, ':content-type': 'application/json' };
  return codec.encode({
    headers: Object.fromEntries(Object.entries(all).map(([name, value]) => [name, { type: 'string', value }])),
    body: Buffer.from(body, 'utf8'),
  });
}
