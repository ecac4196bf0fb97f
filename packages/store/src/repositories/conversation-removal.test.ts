import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type LoopbackTable, startLoopbackTable } from '../../test/loopback-table.ts';
import { onCalls } from '../../test/on-calls.ts';
import { newHead, newSubject, placeOf, questionOf } from '../../test/turns.ts';
import { type ConversationRef, keys } from '../keys.ts';
import { createConversationPages } from './conversation-pages.ts';
import { type ConversationRemoval, createConversationRemoval } from './conversation-removal.ts';
import { createConversationRepository } from './conversation-repository.ts';
import { createConversationTitles } from './conversation-titles.ts';

let table: LoopbackTable;
let removal: ConversationRemoval;
let ref = newSubject();
beforeAll(async () => {
  table = await startLoopbackTable();
  removal = createConversationRemoval(table);
});
beforeEach(async () => {
  ref = newSubject();
  await createConversationRepository(table).create(newHead(ref));
});
afterAll(() => table.stop());

async function putMessages(count: number, conversation: ConversationRef = ref): Promise<void> {
  const repository = createConversationRepository(table);
  for (let nth = 0; nth < count; nth += 1) {
    await repository.putUserMessage(conversation, questionOf({ turnId: `t${nth}`, claimedAt: placeOf(nth) }));
  }
}

async function countLeft(conversation: ConversationRef = ref): Promise<number> {
  const { Count } = await table.client.send(
    new QueryCommand({
      TableName: table.tableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': keys.conversationMessages(conversation) },
      ConsistentRead: true,
    }),
  );
  return Count ?? 0;
}

const readHead = () => createConversationPages(table).readConversation(ref);

describe("a conversation's head", () => {
  it('is removed as it was read', async () => {
    expect(await removal.removeHead(newHead(ref))).toBe(true);
    expect(await readHead()).toBeUndefined();
    expect(await removal.removeHead(newHead(ref))).toBe(false);
  });

  it('stays where it has changed since', async () => {
    await createConversationTitles(table, { now: Date.now }).rename(ref, 'Knees');
    expect(await removal.removeHead(newHead(ref))).toBe(false);
    expect(await readHead()).toMatchObject({ title: 'Knees' });
  });
});

describe("a conversation's contents", () => {
  it.each([0, 1, 25, 26, 100, 101, 230])('are all removed behind its head, %i of them', async (count) => {
    await putMessages(count);
    await removal.removeHead(newHead(ref));
    expect(await removal.removeContents(ref)).toBe(count);
    expect([await countLeft(), await removal.removeContents(ref)]).toEqual([0, 0]);
  });

  it('stay while there is a head, also where it is another coach’s', async () => {
    await putMessages(3);
    expect(await removal.removeContents(ref)).toBe(0);
    expect(await removal.removeContents({ ...ref, coachId: 'another' })).toBe(0);
    expect(await countLeft()).toBe(3);
  });

  it('are found to have a head among any number of conversations', async () => {
    const { userId } = { userId: `many-${ref.conversationId}` };
    const repository = createConversationRepository(table);
    const mine = { ...ref, userId, coachId: 'z' };
    const others = Array.from({ length: 6 }, (_, nth) => ({ ...ref, userId, conversationId: `other-${nth}` }));
    // More than a query reads at once.
    const title = 'x'.repeat(300_000);
    await Promise.all(others.map((other) => repository.create({ ...newHead({ ...ref, ...other }), title })));
    await repository.create(newHead({ ...ref, ...mine }));
    await putMessages(2, mine);
    expect(await removal.removeContents({ ...mine, coachId: 'a' })).toBe(0);
    expect(await countLeft(mine)).toBe(2);
  });

  it('are nobody else’s: what others have said stays', async () => {
    const theirs = { ...ref, userId: 'them' };
    const another = { ...ref, conversationId: `${ref.conversationId}0` };
    await Promise.all([putMessages(2), putMessages(2, theirs), putMessages(2, another)]);
    await removal.removeHead(newHead(ref));
    await removal.removeContents(ref);
    expect([await countLeft(), await countLeft(theirs), await countLeft(another)]).toEqual([0, 2, 2]);
  });

  it('are removed to the end by another call where one was cut short', async () => {
    await putMessages(130);
    await removal.removeHead(newHead(ref));
    table.faults.next({ operation: 'BatchWriteItem', kind: 'refuse', skip: 2, times: 1 });
    await expect(removal.removeContents(ref)).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    const left = await countLeft();
    expect([left > 0, left < 130]).toEqual([true, true]);
    expect(await removal.removeContents(ref)).toBe(left);
    expect(await countLeft()).toBe(0);
  });

  it('are asked for again where DynamoDB leaves some of a batch over', async () => {
    await putMessages(30);
    await removal.removeHead(newHead(ref));
    // The engine leaves nothing over: the client is told so of a third of the first batches.
    let calls = 0;
    const name = 'leave-over';
    table.client.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          const { RequestItems = {} } = args.input as { RequestItems?: Record<string, unknown[]> };
          const requests = RequestItems[table.tableName] ?? [];
          calls += commandName === 'BatchWriteItemCommand' ? 1 : 0;
          if (commandName !== 'BatchWriteItemCommand' || requests.length < 5) {
            return next(args);
          }
          const cut = Math.ceil((requests.length * 2) / 3);
          const output = await next({
            ...args,
            input: { ...args.input, RequestItems: { [table.tableName]: requests.slice(0, cut) } },
          });
          Object.assign(output.output, { UnprocessedItems: { [table.tableName]: requests.slice(cut) } });
          return output;
        },
      { step: 'initialize', name },
    );
    await removal.removeContents(ref);
    table.client.middlewareStack.remove(name);
    expect([await countLeft(), calls]).toEqual([0, 5]);
  });

  it('go after what is kept elsewhere, so that a removal that fails there is begun anew', async () => {
    await putMessages(2);
    let calls = 0;
    const before = async () => {
      calls += 1;
      if (calls === 1) {
        throw new Error('not now');
      }
    };
    await removal.removeContents(ref, before);
    expect(calls).toBe(0);
    await removal.removeHead(newHead(ref));
    await expect(removal.removeContents(ref, before)).rejects.toThrow('not now');
    expect(await countLeft()).toBe(2);
    expect([await removal.removeContents(ref, before), await removal.removeContents(ref, before), calls]).toEqual([
      2, 0, 2,
    ]);
  });

  it('cost no look at any head where nothing is left', async () => {
    let queries = 0;
    const end = onCalls(table, 'Query', {
      before: () => {
        queries += 1;
      },
    });
    await removal.removeContents(newSubject());
    end();
    expect(queries).toBe(1);
  });
});
