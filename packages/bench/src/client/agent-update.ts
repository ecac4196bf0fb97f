import { CoachConversationAgent, type ConversationAgentClient } from '@coach-stream/client/agents';
import type { CompleteEvent } from '@coach-stream/streaming-core/contract';

/** What an agent's update costs for each token. */
export interface AgentUpdate {
  /** Tokens of the answer that are there already. */
  readonly tokensBefore: number;
  /** Messages that are there already. */
  readonly messagesBefore: number;
  /** Mean over 1,000 tokens, with one listener that reads the state each time; microseconds. */
  readonly microsecondsPerToken: number;
}

const MEASURED_TOKENS = 1_000;
const WARM_UP_TOKENS = 2_000;
const TOKEN = 'token ';
const IDS = { userId: 'u', coachId: 'c', conversationId: 'v' };
const AT = '2026-11-21T10:00:00.000Z';

/** Measures an agent over histories of answers and messages; 20 µs is its budget. */
export async function measureAgentUpdate(): Promise<AgentUpdate[]> {
  const rows: AgentUpdate[] = [];
  for (const [tokensBefore, messagesBefore] of [
    [WARM_UP_TOKENS, 0],
    [0, 0],
    [10_000, 0],
    [10_000, 10_000],
  ] as const) {
    const microsecondsPerToken = await measure(tokensBefore, messagesBefore);
    rows.push({ tokensBefore, messagesBefore, microsecondsPerToken });
  }
  // The first one has warmed up.
  return rows.slice(1);
}

async function measure(tokensBefore: number, messagesBefore: number): Promise<number> {
  let spentMs = 0;
  const client: ConversationAgentClient = {
    streamCoachConversation: () => ({
      turnId: 'turn',
      stop: () => Promise.resolve(),
      abort: () => undefined,
      async *[Symbol.asyncIterator]() {
        yield { type: 'start', status: 'initialized', protocol: 1, turnId: 'turn', requestId: 'r' } as const;
        const chunk = { type: 'chunk', content: TOKEN } as const;
        for (let token = 0; token < tokensBefore; token += 1) {
          yield chunk;
        }
        const startedMs = performance.now();
        for (let token = 0; token < MEASURED_TOKENS; token += 1) {
          yield chunk;
        }
        spentMs = performance.now() - startedMs;
        yield complete(TOKEN.repeat(tokensBefore + MEASURED_TOKENS));
      },
    }),
    watchTurn: () => {
      throw new Error('Nothing is watched here.');
    },
    api: {
      conversations: {
        get: () => Promise.resolve({ conversationId: 'v', coachId: 'c', messageCount: messagesBefore, createdAt: AT }),
        messages: () => Promise.resolve({ messages: Array.from({ length: messagesBefore }, (_, at) => stored(at)) }),
      },
    },
  };
  const agent = new CoachConversationAgent({ client, ids: IDS });
  await agent.resume();
  let readCharacters = 0;
  agent.subscribe(() => {
    readCharacters += agent.getSnapshot().streamingMessage.length;
  });
  await agent.send('Tell me');
  const { messages } = agent.getSnapshot();
  if (messages.length !== messagesBefore + 2 || readCharacters === 0) {
    throw new Error('The agent has not read the answer.');
  }
  return (spentMs * 1_000) / MEASURED_TOKENS;
}

function stored(at: number) {
  const role = at % 2 === 0 ? ('assistant' as const) : ('user' as const);
  return { turnId: `t${at}`, messageId: `m${at}`, role, content: `Message ${at}`, createdAt: AT };
}

function complete(fullMessage: string): CompleteEvent {
  return {
    type: 'complete',
    status: 'finished',
    turnId: 'turn',
    messageId: 'm',
    fullMessage,
    userMessage: { messageId: 'q', role: 'user', content: 'Tell me', createdAt: AT },
    aiMessage: { messageId: 'm', role: 'assistant', content: fullMessage, createdAt: AT },
    stopReason: 'end_turn',
    usage: { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, modelCalls: 1, costUsd: 0 },
    timings: { firstTokenMs: 0, totalMs: 0 },
  };
}
