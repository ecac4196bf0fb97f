import { startBedrockServer } from '@coach-stream/local-aws/bedrock';
import { createAnthropicChatModel, createAnthropicClient } from '../../src/anthropic/anthropic-chat-model.ts';
import { createBedrockChatModel, createBedrockClient } from '../../src/index.ts';
import { createOpenAiChatModel, createOpenAiClient } from '../../src/openai/openai-chat-model.ts';
import { anthropicWire } from './anthropic-wire.ts';
import { openAiWire } from './openai-wire.ts';
import { CALL_SETTINGS, type Fault, type ProviderUnderTest, type Reply } from './provider-under-test.ts';
import { startSseServer } from './sse-server.ts';

const random = () => 0;
const apiKey = () => Promise.resolve('key');

const anthropic: ProviderUnderTest = {
  name: 'Anthropic',
  toolStopReason: 'tool_use',
  stopReasons: [
    ['end_turn', 'end_turn'],
    ['stop_sequence', 'stop_sequence'],
    ['max_tokens', 'max_tokens'],
    ['tool_use', 'tool_use'],
    ['refusal', 'content_filtered'],
    ['model_context_window_exceeded', 'model_context_window_exceeded'],
    ['pause_turn', 'unknown'],
    ['got_bored', 'unknown'],
    ['constructor', 'unknown'],
  ],
  async start(options) {
    const server = await startSseServer(anthropicWire, options);
    const client = createAnthropicClient({ apiKey, baseUrl: server.url });
    const settings = { ...CALL_SETTINGS, modelId: 'claude-haiku-4-5-20251001' };
    return { ...server, model: createAnthropicChatModel({ client, settings, random }) };
  },
};

const openai: ProviderUnderTest = {
  name: 'OpenAI',
  toolStopReason: 'tool_calls',
  stopReasons: [
    ['stop', 'end_turn'],
    ['length', 'max_tokens'],
    ['tool_calls', 'tool_use'],
    ['function_call', 'tool_use'],
    ['content_filter', 'content_filtered'],
    ['got_bored', 'unknown'],
    ['constructor', 'unknown'],
  ],
  async start(options) {
    const server = await startSseServer(openAiWire, options);
    const baseUrl = `${server.url}/v1`;
    const settings = { ...CALL_SETTINGS, modelId: 'gpt-4.1-mini', baseUrl };
    const client = createOpenAiClient({ apiKey, baseUrl });
    return { ...server, model: createOpenAiChatModel({ client, settings, random }) };
  },
};

const bedrock: ProviderUnderTest = {
  name: 'Bedrock',
  toolStopReason: 'tool_use',
  stopReasons: [
    ['end_turn', 'end_turn'],
    ['stop_sequence', 'stop_sequence'],
    ['max_tokens', 'max_tokens'],
    ['tool_use', 'tool_use'],
    ['content_filtered', 'content_filtered'],
    ['guardrail_intervened', 'guardrail_intervened'],
    ['malformed_model_output', 'malformed_model_output'],
    ['malformed_tool_use', 'malformed_tool_use'],
    ['model_context_window_exceeded', 'model_context_window_exceeded'],
    ['got_bored', 'unknown'],
    ['constructor', 'unknown'],
  ],
  async start({ pieceBytes } = {}) {
    let reply: Reply = {};
    const respond = () => ({ content: [reply.tool ? { toolUse: reply.tool } : { text: reply.text ?? '' }] });
    const server = await startBedrockServer({ model: { respond }, ...(pieceBytes !== undefined && { pieceBytes }) });
    const client = createBedrockClient({
      endpoint: server.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'coach', secretAccessKey: 'secret' },
    });
    const settings = { ...CALL_SETTINGS, modelId: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0' };
    return {
      model: createBedrockChatModel({ client, settings, random }),
      script({ reply: next = reply, faults = [], chunkMs = 0 }) {
        reply = next;
        server.control.clearCalls();
        server.control.script({ firstTokenMs: 0, tokenMs: chunkMs, faults: faults.map(toBedrockFault) });
      },
      calls: () =>
        server.control
          .calls()
          .map(({ endedAt, aborted, outputChunks }) => ({ isOver: endedAt !== null, aborted, outputChunks })),
      async close() {
        client.destroy();
        await server.close();
      },
    };
  },
};

/** The fault as the Bedrock of local-aws knows it. */
function toBedrockFault(fault: Fault): Readonly<Record<string, unknown>> {
  const { afterChunks, times } = fault;
  const common = { ...(afterChunks !== undefined && { afterChunks }), ...(times !== undefined && { times }) };
  const refuse = (error: string, exception: string) =>
    afterChunks === undefined
      ? { kind: 'refuse', error, ...common }
      : { kind: 'exception', error: exception, ...common };
  switch (fault.kind) {
    case 'throttle':
      return {
        ...refuse('ThrottlingException', 'throttlingException'),
        ...(fault.retryAfterSeconds !== undefined && { retryAfterSeconds: fault.retryAfterSeconds }),
      };
    case 'outage':
      return refuse('InternalServerException', 'internalServerException');
    case 'deny':
      return refuse('AccessDeniedException', 'accessDeniedException');
    case 'invalid':
      return refuse('ValidationException', 'validationException');
    case 'cut':
      return { kind: 'reset', ...common };
    case 'end':
      return { kind: 'omit', events: ['messageStop', 'metadata'], ...common };
    case 'stall':
      return { kind: 'stall', ...common };
    case 'garble':
      return { kind: 'malformed', form: 'json', ...common };
    case 'stop':
      return { kind: 'stopReason', stopReason: fault.reason, ...common };
    default:
      return fault satisfies never;
  }
}

/** Every provider behind the port. */
export const PROVIDERS: readonly ProviderUnderTest[] = [bedrock, anthropic, openai];
