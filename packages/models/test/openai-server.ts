import { openAiWire } from './conformance/openai-wire.ts';
import { type SseServer, startSseServer } from './conformance/sse-server.ts';

/** A server that speaks Chat Completions at `<url>/v1`, on a free port of the loopback interface: for tests elsewhere. */
export const startOpenAiServer = (): Promise<SseServer> => startSseServer(openAiWire);
