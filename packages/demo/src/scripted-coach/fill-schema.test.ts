import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as z from 'zod';
import { fillSchema } from './fill-schema.ts';

const schema = z.object({
  intent: z.enum(['question', 'workout', 'memory']),
  confidence: z.number().min(0).max(1),
  repetitions: z.int().min(1).max(20),
  note: z.string().max(12),
  isDone: z.boolean(),
  kind: z.union([z.literal('strength'), z.null()]),
  tags: z.array(z.string()).min(1),
  nested: z.object({ items: z.array(z.object({ name: z.string() })) }),
});

describe('fillSchema', () => {
  it('makes a value that the schema accepts, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const value = fillSchema(z.toJSONSchema(schema) as Parameters<typeof fillSchema>[0], text);
        expect(schema.safeParse(value).error).toBeUndefined();
      }),
    );
  });

  it('takes from the text what fits', () => {
    const value = fillSchema(z.toJSONSchema(schema) as Parameters<typeof fillSchema>[0], 'my workout: 12 pull-ups');
    expect(value).toMatchObject({ intent: 'workout', repetitions: 12, note: 'my workout: ' });
  });
});
