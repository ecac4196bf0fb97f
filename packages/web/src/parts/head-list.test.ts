import { CoachStreamError } from '@coach-stream/client';
import { describe, expect, it } from '@jest/globals';
import { createHeadList } from './head-list.ts';

interface Chat {
  readonly id: string;
  readonly createdAt: string;
  readonly lastMessageAt?: string;
  readonly title?: string;
}

const at = (minute: number) => `2026-11-21T10:0${minute}:00.000Z`;

/** Three chats on a server, and the list of them. What is read is what the server has when the request comes. */
function setUp() {
  const server = {
    chats: [1, 2, 3].map((minute): Chat => ({ id: `chat_${minute}`, createdAt: at(minute) })),
    isDown: false,
    reads: [] as string[],
    /** Answers of heads that are held back, oldest first. */
    held: undefined as (() => void)[] | undefined,
  };
  // Answers come also where nobody waits for them any more.
  const answer = async <Value>(name: string, value: Value | undefined): Promise<Value> => {
    server.reads.push(name);
    const { isDown, held } = server;
    if (held !== undefined) {
      await new Promise<void>((resolve) => held.push(resolve));
    }
    if (isDown || value === undefined) {
      throw new CoachStreamError({ code: 'NETWORK', message: 'No.', retryable: true });
    }
    return value;
  };
  const list = createHeadList<Chat>({
    readAll: () => answer('all', server.chats),
    readOne: (id) => {
      const found = server.chats.find((chat) => chat.id === id);
      return answer(id, found);
    },
    idOf: (chat) => chat.id,
  });
  const change = (id: string, changed: Partial<Chat>) => {
    server.chats = server.chats.map((chat) => (chat.id === id ? { ...chat, ...changed } : chat));
  };
  return { server, list, change, ids: () => list.getSnapshot().heads?.map(({ id }) => id) };
}

/** What is asked for is answered by then. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('a list of heads', () => {
  it('is read whole once, latest first, and then only the head of what has changed, which takes its place', async () => {
    const { server, list, change, ids } = setUp();
    expect(list.getSnapshot()).toEqual({ heads: undefined, error: undefined });
    list.reload();
    await settled();
    expect(ids()).toEqual(['chat_3', 'chat_2', 'chat_1']);
    change('chat_1', { lastMessageAt: at(4), title: 'Squats' });
    change('chat_2', { title: 'Not asked for' });
    list.refresh('chat_1');
    await settled();
    expect(ids()).toEqual(['chat_1', 'chat_3', 'chat_2']);
    expect(list.getSnapshot().heads?.map(({ title }) => title)).toEqual(['Squats', undefined, undefined]);
    expect(server.reads).toEqual(['all', 'chat_1']);
  });

  it('takes in what is new', async () => {
    const { server, list, ids } = setUp();
    list.reload();
    await settled();
    server.chats = [...server.chats, { id: 'chat_5', createdAt: at(5) }];
    list.refresh('chat_5');
    await settled();
    expect(ids()).toEqual(['chat_5', 'chat_3', 'chat_2', 'chat_1']);
  });

  it('is read whole again where a head cannot be read, as one that was deleted elsewhere', async () => {
    const { server, list, ids } = setUp();
    list.reload();
    await settled();
    server.chats = server.chats.slice(1);
    list.refresh('chat_1');
    await settled();
    expect([server.reads, ids()]).toEqual([
      ['all', 'chat_1', 'all'],
      ['chat_3', 'chat_2'],
    ]);
  });

  it('that could not be read tells so, keeps what it has, and is read whole by the next change', async () => {
    const { server, list, ids } = setUp();
    server.isDown = true;
    list.reload();
    await settled();
    expect(list.getSnapshot()).toEqual({ heads: undefined, error: expect.stringContaining('online') });
    server.isDown = false;
    list.refresh('chat_1');
    await settled();
    expect(list.getSnapshot().error).toBeUndefined();
    server.isDown = true;
    list.refresh('chat_1');
    await settled();
    expect([list.getSnapshot().error, ids()]).toEqual([
      expect.stringContaining('online'),
      ['chat_3', 'chat_2', 'chat_1'],
    ]);
    expect(server.reads).toEqual(['all', 'all', 'chat_1', 'all']);
  });

  it('that is being read while one changes is read again, so that nothing older stands in the end', async () => {
    const { server, list, change } = setUp();
    server.held = [];
    list.reload();
    change('chat_1', { title: 'Squats' });
    list.refresh('chat_1');
    for (const release of server.held.reverse()) {
      release();
      await settled();
    }
    expect(list.getSnapshot().heads?.at(-1)?.title).toBe('Squats');
    expect(server.reads).toEqual(['all', 'all']);
  });

  it('has the head that was asked for last, whichever comes last', async () => {
    const { server, list, change } = setUp();
    list.reload();
    await settled();
    server.held = [];
    list.refresh('chat_1');
    change('chat_1', { title: 'Squats' });
    list.refresh('chat_1');
    for (const release of server.held.reverse()) {
      release();
      await settled();
    }
    expect(list.getSnapshot().heads?.at(-1)?.title).toBe('Squats');
    expect(server.reads).toEqual(['all', 'chat_1', 'chat_1']);
  });

  it('that is left takes nothing in and reads nothing, until it is read whole again', async () => {
    const { server, list, change, ids } = setUp();
    const heard: unknown[] = [];
    list.subscribe(() => heard.push(ids()?.length));
    list.reload();
    await settled();
    list.refresh('chat_1');
    list.leave();
    list.refresh('chat_2');
    await settled();
    expect([heard, server.reads]).toEqual([[3], ['all', 'chat_1']]);
    change('chat_1', { title: 'Squats' });
    list.reload();
    await settled();
    expect(list.getSnapshot().heads?.at(-1)?.title).toBe('Squats');
  });
});
