import { anthropicWire } from './conformance/anthropic-wire.ts';
import { type SseServer, startSseServer } from './conformance/sse-server.ts';

/** A server that speaks the Messages API at `<url>/v1`, on a free port of the loopback interface: for tests elsewhere. */
export const startAnthropicServer = (): Promise<SseServer> => startSseServer(anthropicWire);
