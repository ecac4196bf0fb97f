import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AgentMessage } from './agent-message.ts';
import type { AgentState } from './agent-state.ts';
import { CoachConversationAgent } from './coach-conversation-agent.ts';
import type { ConnectionPlan } from './connection-plan.fixture.ts';
import { createModelServer } from './model-server.fixture.ts';

const IDS = { userId: 'u', coachId: 'k', conversationId: 'c' };
const few = fc.integer({ min: 0, max: 4 });

const planArbitrary: fc.Arbitrary<ConnectionPlan> = fc.record(
  {
    chunks: fc.array(fc.string({ minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
    metadata: fc.constant({ memorySaved: { memoryId: 'm', content: 'Has a bad knee' } }),
    refuse: fc.constantFrom('RATE_LIMITED', 'UNAUTHENTICATED', 'INTERNAL', 'CONVERSATION_BUSY'),
    lost: fc.constantFrom('request', 'answer'),
    cutAfter: few,
    failAfter: few,
    restartAfter: few,
    retractAfter: few,
    holdAfter: few,
  },
  { requiredKeys: [] },
);

/** What is no fault. */
const ALWAYS = ['chunks', 'metadata'];

/** Mostly one thing goes wrong, sometimes all that is drawn. */
const connectionArbitrary = fc.oneof(
  { weight: 2, arbitrary: fc.constant<ConnectionPlan>({}) },
  {
    weight: 6,
    arbitrary: fc.tuple(planArbitrary, fc.nat()).map(([plan, at]): ConnectionPlan => {
      const names = Object.keys(plan).filter((name) => !ALWAYS.includes(name));
      const kept = names[at % Math.max(names.length, 1)];
      const entries = Object.entries(plan).filter(([name]) => name === kept || ALWAYS.includes(name));
      return Object.fromEntries(entries);
    }),
  },
  { weight: 1, arbitrary: planArbitrary },
);

const actionArbitrary = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom('send') },
  { weight: 3, arbitrary: fc.constantFrom('retry', 'stop', 'resume', 'reload', 'finish', 'wait') },
  { weight: 1, arbitrary: fc.constantFrom('loadOlder', 'offline', 'online', 'elsewhere', 'dispose', 'clear') },
);

type Action =
  | 'send'
  | 'retry'
  | 'stop'
  | 'resume'
  | 'reload'
  | 'finish'
  | 'wait'
  | 'loadOlder'
  | 'offline'
  | 'online'
  | 'elsewhere'
  | 'dispose'
  | 'clear';

/** A turn is retried while a page with its first try is read: what is shown of it is not the page's. */
const OWN_COPY_OF_A_TURN: [ConnectionPlan[], [string, number][]] = [
  [{ chunks: [' ', ' ', ' '], metadata: { memorySaved: { memoryId: 'm', content: 'Has a bad knee' } }, failAfter: 3 }],
  [
    ['send', 6],
    ['elsewhere', 7],
    ['resume', 3],
    ['retry', 12],
    ['send', 0],
  ],
];

/** A question between others was never answered, and is sent again once they have left the newest page. */
const QUESTION_WITHOUT_ANSWER: [ConnectionPlan[], [string, number][]] = [
  [{ failAfter: 0 }, { failAfter: 0 }],
  [
    ['send', 12],
    ['send', 1],
    ['elsewhere', 0],
    ['elsewhere', 0],
  ],
];

/** Lets everything happen that happens by itself. */
async function settle(): Promise<void> {
  for (let steps = 0; steps < 300; steps += 1) {
    await Promise.resolve();
  }
}

function expectSound(state: AgentState): void {
  const keys = state.messages.map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  expect(state.isStreaming).toBe(['sending', 'streaming', 'stopping'].includes(state.status));
  expect(state.streamingMessageId !== undefined).toBe(state.isStreaming);
  expect(state.status === 'error').toBe(state.error !== undefined && !state.isStreaming);
  expect(state.streamingMessageId === undefined || !keys.includes(state.streamingMessageId)).toBe(true);
  if (!state.isStreaming) {
    expect(state).toMatchObject({ streamingMessage: '', contextualUpdate: undefined });
    expect(state.streamingEffects).toEqual({});
    expect(state.messages.some((message) => message.state === 'sending')).toBe(false);
  }
}

/** A message that was being sent is still somewhere, unless everything was cleared. */
function expectKept(before: AgentState, state: AgentState): void {
  const { messages, draft, failedMessage, status } = state;
  const isCleared = status === 'idle' && messages.length === 0 && draft === '';
  for (const { key, content } of before.messages.filter((message) => message.state === 'sending')) {
    const isThere = messages.some((message) => message.key === key) || failedMessage?.text === content;
    expect(isThere || draft === content || isCleared).toBe(true);
  }
}

describe('whatever happens to connections', () => {
  it('no message is doubled or lost, no state is stuck, and in the end it is what the server has', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(connectionArbitrary, { maxLength: 12 }),
        fc.array(fc.tuple(actionArbitrary, fc.integer({ min: 0, max: 30 })), { minLength: 1, maxLength: 16 }),
        async (plans, actions) => {
          const server = createModelServer();
          server.plan(...plans);
          const open = () => {
            const agent = new CoachConversationAgent({ client: server.client, ids: IDS, pageSize: 4 });
            let before = agent.getSnapshot();
            agent.subscribe(() => {
              const state = agent.getSnapshot();
              try {
                expectSound(state);
                expectKept(before, state);
              } catch (violation) {
                violations.push(violation);
              }
              before = state;
            });
            return agent;
          };
          let agent = open();
          let messages = 0;
          const violations: unknown[] = [];
          const pending: Promise<unknown>[] = [];
          const act: Record<Action, () => unknown> = {
            send() {
              messages += 1;
              return agent.send(`Message ${messages}`);
            },
            retry: () => agent.retry(),
            stop: () => agent.stop(),
            resume: () => agent.resume(),
            reload: () => {
              agent.dispose();
              agent = open();
              return agent.resume();
            },
            finish: () => server.finish(),
            wait: () => undefined,
            loadOlder: () => agent.loadOlder(),
            offline: () => server.setOffline(true),
            online: () => server.setOffline(false),
            elsewhere: () => {
              try {
                server.sayElsewhere('From elsewhere');
              } catch {
                // Refused: somebody else is being answered, or so it was planned.
              }
            },
            dispose: () => agent.dispose(),
            clear: () => agent.clear(),
          };
          for (const [action, steps] of actions) {
            pending.push(Promise.resolve(act[action as Action]()));
            for (let step = 0; step < steps; step += 1) {
              await Promise.resolve();
            }
          }
          // The faults end.
          server.forgetPlans();
          server.setOffline(false);
          await settle();
          server.finish();
          await Promise.all(pending);
          expect(['idle', 'done', 'error']).toContain(agent.getSnapshot().status);
          await agent.resume();
          while (agent.getSnapshot().hasOlder) {
            await agent.loadOlder();
          }
          const plain = ({ messageId, content, state, memorySaved }: Omit<AgentMessage, 'key'>) => ({
            messageId,
            content,
            state,
            memorySaved,
          });
          expect(agent.getSnapshot().messages.map(plain)).toEqual(server.stored().map(plain));
          // What has failed can be sent again until it is answered.
          if (agent.getSnapshot().failedMessage !== undefined) {
            await agent.retry();
            if (agent.getSnapshot().status === 'error') {
              await agent.retry();
            }
            expect(agent.getSnapshot()).toMatchObject({ status: 'done', failedMessage: undefined });
            expect(agent.getSnapshot().messages.map(plain)).toEqual(server.stored().map(plain));
          }
          for (const violation of violations) {
            throw violation;
          }
          if (!actions.some(([action]) => action === 'elsewhere')) {
            // Nothing was ever superseded: what was said once is there once.
            const said = server.stored().filter(({ role }) => role === 'user');
            expect(new Set(said.map(({ content }) => content)).size).toBe(said.length);
          }
        },
      ),
      { numRuns: 400, examples: [OWN_COPY_OF_A_TURN, QUESTION_WITHOUT_ANSWER] },
    );
  });
});
