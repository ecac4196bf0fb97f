import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { useTables } from './dynamodb.fixture.ts';

const { dynamodb, operator } = await useTables();

describe('faults', () => {
  const get = () => operator.send(new GetCommand({ TableName: 'orders', Key: { pk: 'U1', sk: 'A' } }));
  const put = () => operator.send(new PutCommand({ TableName: 'orders', Item: { pk: 'U1', sk: 'A', n: 1 } }));

  test('throttle as many calls of the operation as asked, and no other', async () => {
    dynamodb.faults.next({ operation: 'GetItem', kind: 'throttle', times: 2 });
    await expect(put()).resolves.toBeDefined();
    await expect(get()).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException' });
    await expect(get()).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException' });
    await expect(get()).resolves.toBeDefined();
  });

  test('refuse, for one caller where asked', async () => {
    dynamodb.faults.next({ kind: 'refuse', caller: 'Somebody' });
    await expect(get()).resolves.toBeDefined();
    dynamodb.faults.next({ kind: 'refuse', caller: 'operator' });
    await expect(get()).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  test.each([
    [null, /body/],
    [{ kind: 'explode' }, /kind/],
    [{ kind: 'slow', delayMs: '1' }, /delayMs/],
    [{ kind: 'slow', times: 0 }, /times/],
    [{ kind: 'slow', table: 'orders' }, /table/],
  ])('that make no sense are refused: %j', (fault, message) => {
    expect(() => dynamodb.faults.next(fault as never)).toThrow(message);
  });

  test('lose the answer of a call that is carried out', async () => {
    const Item = { pk: 'U1', sk: 'lost', n: 2 };
    dynamodb.faults.next({ kind: 'lose', operation: 'PutItem' });
    await expect(operator.send(new PutCommand({ TableName: 'orders', Item }))).rejects.toThrow('socket hang up');
    const read = await operator.send(new GetCommand({ TableName: 'orders', Key: { pk: 'U1', sk: 'lost' } }));
    expect(read.Item).toEqual(Item);
  });

  test('make a call slow', async () => {
    dynamodb.faults.next({ kind: 'slow', delayMs: 60 });
    const startedAt = performance.now();
    await get();
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(55);
  });
});
