import { type CoachStreamClient, createCoachStreamClient } from '@coach-stream/client';
import { type AgentMessage, CoachConversationAgent, CoachCreatorAgent } from '@coach-stream/client/agents';
import { buildPath, messagePageSchema } from '@coach-stream/streaming-core/contract';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ANSWER_CALL, functionProcesses } from './support/faults.ts';
import { control, localRun, randomNoun } from './support/local-run.ts';
import { answerCalls, forgetModelCalls } from './support/model-calls.ts';
import { callRest } from './support/rest.ts';

const run = localRun();
const { userId, coachId } = run.ids;
const UP = { functionUrl: 'up', restStream: 'up', rest: 'up' };
const PACE = { firstTokenMs: 20, tokenMs: 10 };
/** Longer than a lease. */
const LEASE_OVER_MS = 20_000;
/** What ends each conversation of the property test. */
const LAST_WORDS = 'Thanks';

/** Answers every question of the coach creator. */
const EVERYTHING =
  'I want to squat 140 kg by next summer. I am 36 and have two small children. I have lifted for about three years, four ' +
  'times a week, an hour in the evening. No injuries. A rack, a barbell and dumbbells in my garage. I love squats and do ' +
  'not like running. Calm and friendly, please. I look at my lifts and my sleep. Maybe a small local meet next year.';

let client: CoachStreamClient;
let functionName: string;
let clockMs = 0;
/** Whether somebody has died, so that time has to pass before the turn is taken over. */
let isKilled = false;

beforeAll(async () => {
  functionName = (await functionProcesses(run)).name;
  client = createCoachStreamClient({
    outputs: run.outputs,
    getToken: () => run.demoToken(),
    settings: { backoffBaseMs: 50, backoffMaxMs: 200 },
    hooks: {
      onResume() {
        if (isKilled) {
          isKilled = false;
          clockMs += LEASE_OVER_MS;
          void control(run, 'PUT', '/clock', { offsetMs: clockMs });
        }
      },
    },
  });
});
afterEach(restore);
afterAll(async () => {
  await control(run, 'PUT', '/model/script', {});
  await control(run, 'PUT', '/clock', { offsetMs: 0 });
});

async function restore(): Promise<void> {
  isKilled = false;
  await control(run, 'PUT', '/transports', UP);
  await control(run, 'DELETE', `/functions/${functionName}/drop`);
  await control(run, 'PUT', '/model/script', PACE);
}

/** All that is stored, through the REST API and without the client; oldest first. */
async function storedMessages(path: string) {
  const messages = [];
  let query = '?limit=7';
  for (;;) {
    const page = messagePageSchema.parse((await callRest(run, 'GET', `${path}${query}`)).body);
    messages.push(...page.messages);
    if (page.nextCursor === undefined) {
      return messages.reverse();
    }
    query = `?limit=7&cursor=${encodeURIComponent(page.nextCursor)}`;
  }
}

/** What of a message an agent and the server have to agree on. */
const plain = ({ messageId, turnId, role, content, createdAt, state, ...rest }: Omit<AgentMessage, 'key'>) => ({
  messageId,
  turnId,
  role,
  content,
  createdAt,
  state,
  workoutLogged: rest.workoutLogged,
  memorySaved: rest.memorySaved,
});

/** A conversation on a screen, which may be closed and opened again. */
class Screen {
  readonly ids: { readonly userId: string; readonly coachId: string; readonly conversationId: string };
  agent: CoachConversationAgent;
  reruns = 0;

  constructor(conversationId: string) {
    this.ids = { userId, coachId, conversationId };
    this.agent = this.#open();
  }

  #open(): CoachConversationAgent {
    const agent = new CoachConversationAgent({ client, ids: this.ids, pageSize: 4 });
    agent.subscribe(() => {
      const { messages, isStreaming, status } = agent.getSnapshot();
      const keys = messages.map(({ key }) => key);
      expect(new Set(keys).size).toBe(keys.length);
      expect(isStreaming).toBe(['sending', 'streaming', 'stopping'].includes(status));
    });
    return agent;
  }

  reload(): Promise<void> {
    this.agent.dispose();
    this.agent = this.#open();
    return this.agent.resume();
  }

  /** Waits until so much of an answer is there, or it has ended. */
  async untilText(characters: number): Promise<void> {
    const isThere = () => {
      const { streamingMessage, isStreaming } = this.agent.getSnapshot();
      return streamingMessage.length >= characters || !isStreaming;
    };
    while (!isThere()) {
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }
}

interface Fault {
  /** What goes wrong before the message is sent. */
  readonly before?: (screen: Screen) => Promise<unknown>;
  /** What is done while it is answered. */
  readonly during?: (screen: Screen) => Promise<unknown>;
}

const FAULTS = {
  none: () => ({}),
  drop: (at) => ({ before: () => control(run, 'POST', `/functions/${functionName}/drop?afterEvents=${at}`) }),
  dropAgain: (at) => ({
    before: () => control(run, 'POST', `/functions/${functionName}/drop?afterEvents=${at}&times=3`),
  }),
  functionUrlDown: () => ({ before: () => control(run, 'PUT', '/transports', { functionUrl: 'down' }) }),
  functionUrlGoesDown: (at) => ({
    async during(screen) {
      await screen.untilText(at);
      await control(run, 'PUT', '/transports', { functionUrl: 'down' });
    },
  }),
  streamsDown: () => ({
    before: () => control(run, 'PUT', '/transports', { functionUrl: 'down', restStream: 'down' }),
  }),
  allDown: () => ({
    before: () => control(run, 'PUT', '/transports', { functionUrl: 'down', restStream: 'down', rest: 'down' }),
  }),
  allGoDown: (at) => ({
    async during(screen) {
      await screen.untilText(at);
      await control(run, 'PUT', '/transports', { functionUrl: 'down', restStream: 'down', rest: 'down' });
    },
  }),
  kill: (at) => ({
    async before(screen) {
      isKilled = true;
      screen.reruns += 1;
      await control(run, 'POST', `/functions/${functionName}/kill?afterEvents=${at}`);
    },
  }),
  modelFails: (at) => ({
    async before(screen) {
      screen.reruns += 1;
      const faults = [{ kind: 'reset', afterChunks: at, match: ANSWER_CALL }];
      await control(run, 'PUT', '/model/script', { ...PACE, faults });
    },
  }),
  stop: (at) => ({
    async during(screen) {
      await screen.untilText(at);
      await screen.agent.stop();
    },
  }),
  reload: (at) => ({
    async during(screen) {
      await screen.untilText(at);
      await screen.reload();
    },
  }),
} as const satisfies Record<string, (at: number) => Fault>;

const FAULT_NAMES = Object.keys(FAULTS) as (keyof typeof FAULTS)[];

/** Says something while something goes wrong, and mends it as a person would. */
async function say(screen: Screen, text: string, fault: Fault): Promise<void> {
  await fault.before?.(screen);
  const sending = screen.agent.send(text);
  await fault.during?.(screen);
  await sending;
  expect(['idle', 'done', 'error']).toContain(screen.agent.getSnapshot().status);
  await restore();
  for (let tries = 0; screen.agent.getSnapshot().status !== 'done' && tries < 5; tries += 1) {
    const { failedMessage, draft, messages } = screen.agent.getSnapshot();
    const isKnown = messages.some(({ role, content }) => role === 'user' && content === text);
    if (!isKnown && failedMessage === undefined && draft !== text) {
      // Closed before the server had it: it is said again.
      await screen.agent.send(text);
    } else if (failedMessage !== undefined) {
      await screen.agent.retry();
    } else {
      await screen.agent.resume();
      if (!screen.agent.getSnapshot().isStreaming && screen.agent.getSnapshot().status === 'idle') {
        return;
      }
    }
  }
}

/** What the agent shows is what is stored. */
async function expectStored(screen: Screen): Promise<void> {
  while (screen.agent.getSnapshot().hasOlder) {
    await screen.agent.loadOlder();
  }
  const stored = await storedMessages(buildPath('conversationMessages', screen.ids));
  expect(screen.agent.getSnapshot().messages.map(plain)).toEqual(stored.map(plain));
}

describe('a conversation on a screen', () => {
  it('is what the server has stored, whatever happens to connections and functions, and each turn is answered once', async () => {
    const faults = fc.tuple(fc.constantFrom(...FAULT_NAMES), fc.integer({ min: 1, max: 9 }));
    // Each fault once, and then as it comes.
    const examples: [[keyof typeof FAULTS, number][]][] = [];
    for (let at = 0; at < FAULT_NAMES.length; at += 4) {
      examples.push([FAULT_NAMES.slice(at, at + 4).map((name, index) => [name, index * 2 + 1])]);
    }
    await fc.assert(
      fc.asyncProperty(fc.array(faults, { minLength: 2, maxLength: 4 }), async (met) => {
        await restore();
        await forgetModelCalls(run);
        const { conversationId } = await client.api.conversations.create({ userId, coachId });
        const screen = new Screen(conversationId);
        await screen.agent.resume();
        const said: string[] = [];
        for (const [name, at] of met) {
          const text = `How do I warm up before ${randomNoun()}?`;
          said.push(text);
          await say(screen, text, FAULTS[name](at));
        }
        expect(await screen.agent.send(LAST_WORDS)).toBe('done');
        await expectStored(screen);
        const { messages } = screen.agent.getSnapshot();
        const questions = messages.filter(({ role }) => role === 'user').map(({ content }) => content);
        expect(questions).toEqual([...said, LAST_WORDS]);
        expect(messages.filter(({ role }) => role === 'assistant')).toHaveLength(questions.length);
        const calls = await answerCalls(run);
        expect(calls).toBeGreaterThanOrEqual(questions.length);
        expect(calls).toBeLessThanOrEqual(questions.length + screen.reruns);
      }),
      { numRuns: examples.length + 5, examples, endOnFailure: true },
    );
  }, 300_000);
});

describe('a coach creator session on a screen', () => {
  it('is answered to its end over bad connections, and its coach is built', async () => {
    const { name } = await functionProcesses(run, 'StreamCoachCreatorSession');
    await control(run, 'PUT', '/model/script', { firstTokenMs: 5, tokenMs: 2 });
    const { sessionId } = await client.api.sessions.create({ userId });
    const ids = { userId, sessionId };
    const agent = new CoachCreatorAgent({ client, ids, buildPoll: { firstWaitMs: 100, maxWaitMs: 500 } });
    await agent.resume();
    const percentages: number[] = [];
    for (let answers = 0; !agent.getSnapshot().isComplete && answers < 20; answers += 1) {
      await control(run, 'POST', `/functions/${name}/drop?afterEvents=${1 + (answers % 6)}`);
      const asked = agent.getSnapshot().nextQuestion?.questionId;
      expect(await agent.send(EVERYTHING)).toBe('done');
      expect(agent.getSnapshot().nextQuestion?.questionId).not.toBe(asked);
      percentages.push(agent.getSnapshot().progress?.percentage ?? -1);
    }
    await control(run, 'DELETE', `/functions/${name}/drop`);
    expect(percentages.at(-1)).toBe(100);
    expect(percentages).toEqual([...percentages].sort((one, other) => one - other));
    const stored = await storedMessages(buildPath('coachCreatorSessionMessages', ids));
    expect(agent.getSnapshot().messages.map(plain)).toEqual(stored.map(plain));
    await new Promise<void>((resolve) => {
      const look = () => {
        const { build, buildError } = agent.getSnapshot();
        if (buildError !== undefined || build?.status === 'complete' || build?.status === 'failed') {
          resolve();
        }
      };
      agent.subscribe(look);
      look();
    });
    expect(agent.getSnapshot().build).toMatchObject({ status: 'complete' });
    const built = agent.getSnapshot().build?.coachId ?? '';
    expect((await client.api.coaches.get({ userId, coachId: built })).sessionId).toBe(sessionId);
    agent.dispose();
  }, 120_000);
});
