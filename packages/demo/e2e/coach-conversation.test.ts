import {
  buildPath,
  type CompleteEvent,
  conversationDetailSchema,
  memoryPageSchema,
  messagePageSchema,
  workoutPageSchema,
} from '@coach-stream/streaming-core/contract';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type ConversationUnderTest, newConversation, type SendOptions, send } from './support/conversations.ts';
import { control, localRun, type ReceivedStream, randomNoun, terminals, textOf } from './support/local-run.ts';
import { forgetModelCalls, modelCalls } from './support/model-calls.ts';
import { callRest, eventually } from './support/rest.ts';
import { readConversation } from './support/stored-messages.ts';

const run = localRun();
const PACE = { firstTokenMs: 5, tokenMs: 1 };

beforeEach(async () => {
  await control(run, 'PUT', '/model/script', PACE);
  await forgetModelCalls(run);
});
afterAll(() => control(run, 'PUT', '/model/script', {}));

const pickOf = <Item>(items: readonly Item[]): Item => items[Math.floor(Math.random() * items.length)] as Item;
const randomWeight = () => 40 + 5 * Math.floor(Math.random() * 20);
const EXERCISES = ['back squat', 'front squat', 'deadlift', 'bench press', 'overhead press', 'barbell row'];

async function complete(conversation: ConversationUnderTest, text: string, options?: SendOptions) {
  const received = await send(conversation, text, options);
  const [terminal] = terminals(received);
  if (terminal?.type !== 'complete') {
    throw new Error(`${received.status}: ${received.body.slice(-300)}`);
  }
  return { received, terminal };
}

/** What the `metadata` events tell, and the terminal event. */
function factsOf({ received, terminal }: { received: ReceivedStream; terminal: CompleteEvent }) {
  const told = received.events.flatMap(({ event }) => (event.type === 'metadata' ? [event] : []));
  return { told, terminal };
}

/** Names of the forced tools, `answer` for the answer, of the stream function's calls. */
async function callsOfTurn(): Promise<string[]> {
  return (await modelCalls(run)).map(({ tool }) => tool ?? 'answer');
}

const workouts = async () =>
  workoutPageSchema.parse((await callRest(run, 'GET', buildPath('workouts', run.ids))).body).workouts;
const memories = async () =>
  memoryPageSchema.parse((await callRest(run, 'GET', buildPath('memories', run.ids))).body).memories;

describe('a coach conversation', () => {
  it.each<[string, string, string[]]>([
    ['a plain question', 'How long should I rest between heavy sets?', ['plan_turn', 'answer']],
    ['an acknowledgement', 'Thanks a lot, coach!', ['plan_turn', 'answer']],
    ['a workout log', 'I did 5x5 back squats at 80 kg this morning', ['plan_turn', 'log_workout', 'answer']],
    ['a memory request', 'Please remember that I train at six in the morning', ['plan_turn', 'answer']],
  ])('asks models no more often than %s needs', async (_kind, message, calls) => {
    const { terminal } = await complete(await newConversation(run), message);
    expect((await callsOfTurn()).toSorted()).toEqual(calls.toSorted());
    expect(terminal.usage.modelCalls).toBe(calls.length);
  });

  it('shows passing lines before the answer, and stores and reports its text without them', async () => {
    const conversation = await newConversation(run);
    const { received, terminal } = await complete(conversation, `How do I get better at ${randomNoun()}?`);
    const types = received.events.map(({ event }) => event.type);
    const lines = received.events.flatMap(({ event }) => (event.type === 'contextual' ? [event.content] : []));
    expect(types.slice(0, 2)).toEqual(['start', 'contextual']);
    expect(types.lastIndexOf('contextual')).toBeLessThan(types.indexOf('chunk'));
    const { messages } = await readConversation(run, conversation.ids);
    expect(textOf(received)).toBe(terminal.fullMessage);
    expect(messages[1]).toMatchObject({
      content: terminal.fullMessage,
      effects: { contextualUpdates: lines.map((content) => expect.objectContaining({ content })) },
    });
    expect(lines.filter((line) => terminal.fullMessage.includes(line))).toEqual([]);
  });

  it('logs a workout by command and in plain words, where and when it was done', async () => {
    const conversation = await newConversation(run);
    for (const [prefix, when] of [
      ['/log-workout ', 'yesterday evening'],
      ['I did ', 'yesterday evening'],
    ]) {
      const [exercise, weight] = [pickOf(EXERCISES), randomWeight()];
      const options = { messageTimestamp: new Date().toISOString() };
      const { told, terminal } = factsOf(
        await complete(conversation, `${prefix}5x5 ${exercise} at ${weight} kg ${when}`, options),
      );
      const { workoutLogged } = terminal;
      expect(told).toContainEqual({ type: 'metadata', workoutLogged });
      const logged = (await workouts()).find(({ workoutId }) => workoutId === workoutLogged?.workoutId);
      expect(logged).toMatchObject({ conversationId: conversation.ids.conversationId });
      expect(logged?.exercises[0]).toMatchObject({ sets: 5, reps: 5, weight, unit: 'kg' });
      expect(logged?.exercises[0]?.name.toLowerCase()).toContain(exercise.split(' ')[0] ?? '-');
      const ageHours = (Date.now() - Date.parse(logged?.completedAt ?? '')) / 3_600_000;
      expect(ageHours).toBeGreaterThan(0);
      expect(ageHours).toBeLessThan(36);
    }
  });

  it('tells of each stored answer what it has logged and saved, also once that is deleted', async () => {
    const conversation = await newConversation(run);
    const [exercise, weight, place] = [pickOf(EXERCISES), randomWeight(), randomNoun()];
    const { workoutLogged } = (await complete(conversation, `/log-workout 5x5 ${exercise} at ${weight} kg`)).terminal;
    const { memorySaved } = (await complete(conversation, `/save-memory I only train with my ${place}`)).terminal;
    await complete(conversation, 'Thanks a lot, coach!');
    const path = buildPath('conversationMessages', conversation.ids);
    const read = async () => {
      const { messages } = messagePageSchema.parse((await callRest(run, 'GET', path)).body);
      return messages.reverse().map((message) => [message.workoutLogged, message.memorySaved]);
    };
    const told = [
      [undefined, undefined],
      [workoutLogged, undefined],
      [undefined, undefined],
      [undefined, memorySaved],
      [undefined, undefined],
      [undefined, undefined],
    ];
    expect([workoutLogged?.workoutId, memorySaved?.memoryId]).toEqual([expect.any(String), expect.any(String)]);
    expect(await read()).toEqual(told);
    const { userId } = run.ids;
    const memory = buildPath('memory', { userId, memoryId: memorySaved?.memoryId ?? '' });
    const workout = buildPath('workout', { userId, workoutId: workoutLogged?.workoutId ?? '' });
    expect((await callRest(run, 'DELETE', memory)).status).toBe(200);
    expect((await callRest(run, 'DELETE', workout)).status).toBe(200);
    expect(await read()).toEqual(told);
  });

  it.each([
    'Should I do 5x5 squats at 80 kg tomorrow?',
    'I plan to run 10 km on Sunday.',
    'Back in college I used to bench 100 kg.',
  ])('logs nothing for %j', async (message) => {
    const before = (await workouts()).length;
    const { terminal } = await complete(await newConversation(run), message);
    expect(terminal.workoutLogged).toBeUndefined();
    expect(await workouts()).toHaveLength(before);
  });

  it('answers a follow-up with what was saved and logged, also in another conversation', async () => {
    const conversation = await newConversation(run);
    const [place, exercise, weight] = [randomNoun(), pickOf(EXERCISES), randomWeight()];
    const saved = factsOf(await complete(conversation, `/save-memory I only train with my ${place}`));
    expect(saved.terminal.memorySaved?.content).toContain(place);
    expect(saved.told).toContainEqual({ type: 'metadata', memorySaved: saved.terminal.memorySaved });
    expect((await memories()).map(({ memoryId }) => memoryId)).toContain(saved.terminal.memorySaved?.memoryId);
    await complete(conversation, `/log-workout 3x5 ${exercise} at ${weight} kg`);

    const question = `What should I train next, given my ${place} and my last ${exercise}?`;
    for (const where of [conversation, await newConversation(run)]) {
      const { terminal } = await complete(where, question);
      expect(terminal.fullMessage).toContain(place);
      expect(terminal.fullMessage).toContain(String(weight));
    }
    // What was saved is put into the index behind the answer.
    const found = await eventually(
      async () => (await complete(await newConversation(run), question)).terminal.retrieval,
      (retrieval) => retrieval?.used === true,
    );
    expect(found).toMatchObject({ used: true, matches: expect.any(Number) });
    expect(found?.contextLength).toBeGreaterThan(0);
  }, 60_000);

  it('has a title and a summary after six exchanges, which the next answer starts from', async () => {
    const conversation = await newConversation(run);
    const topic = randomNoun();
    for (let exchange = 0; exchange < 6; exchange += 1) {
      await complete(conversation, `Tell me about ${topic}, part ${exchange}.`);
    }
    const path = buildPath('conversation', conversation.ids);
    const detail = await eventually(
      async () => conversationDetailSchema.parse((await callRest(run, 'GET', path)).body),
      ({ title, summary }) => title !== undefined && summary !== undefined,
    );
    expect(detail.title).toMatch(/\S/);
    expect(detail.summary?.messageCount).toBe(12);
    expect(detail.summary?.narrative).toContain(topic);
  }, 60_000);

  it('reads what stands before the cache point from the provider’s cache', async () => {
    const conversation = await newConversation(run);
    for (let exchange = 0; exchange < 6; exchange += 1) {
      await complete(conversation, `Tell me about ${randomNoun()} ${'and more '.repeat(60)}`);
    }
    const { terminal } = await complete(conversation, 'And now?');
    expect(terminal.usage.cacheReadTokens).toBeGreaterThan(0);
  }, 60_000);
});
