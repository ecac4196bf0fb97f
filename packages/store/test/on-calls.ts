import type { Table } from '../src/table-client.ts';

/** What is to happen around a call; it is told how many such calls there have been before, and what is asked for. */
export interface CallHooks {
  readonly before?: (earlier: number, input: object) => Promise<void> | void;
  readonly after?: (earlier: number) => Promise<void> | void;
}

/**
 * Awaits hooks around each call of one operation that goes out over a table's client, to count calls, and to bring them
 * into an order that they rarely have by themselves.
 *
 * @param operation as DynamoDB calls it, such as `GetItem`
 * @returns what ends it
 */
export function onCalls(table: Table, operation: string, { before, after }: CallHooks): () => void {
  const name = `on-${operation}`;
  let calls = 0;
  table.client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName !== `${operation}Command`) {
          return next(args);
        }
        const earlier = calls;
        calls += 1;
        await before?.(earlier, args.input);
        const output = await next(args);
        await after?.(earlier);
        return output;
      },
    { step: 'initialize', name },
  );
  return () => {
    table.client.middlewareStack.remove(name);
  };
}
