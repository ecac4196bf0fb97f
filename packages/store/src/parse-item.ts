import type * as z from 'zod/mini';
import { StoreError } from './errors.ts';

/** What was read, as its type. @throws StoreError `INTERNAL`, naming the entity and the fields, where it does not parse. */
export function parseItem<Schema extends z.ZodMiniType>(
  entity: string,
  schema: Schema,
  item: unknown,
): z.infer<Schema> {
  const parsed = schema.safeParse(item);
  if (!parsed.success) {
    const fields = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
    throw new StoreError('INTERNAL', `A stored ${entity} does not have its schema: ${fields}.`);
  }
  return parsed.data;
}
