import { expect, it } from '@jest/globals';
import { fitSchema } from './fit-schema.ts';

const schema = {
  type: 'object',
  properties: {
    kind: { enum: ['run', 'lift'] },
    minutes: { type: ['number', 'null'] },
    tags: { type: 'array', items: { type: 'string' } },
    facts: { type: 'object', additionalProperties: { type: 'string' } },
    note: { type: 'string', maxLength: 4 },
    unit: { anyOf: [{ enum: ['kg', 'lb'] }, { type: 'null' }] },
  },
  required: ['kind', 'note'],
} as const;

it('keeps what the schema accepts and leaves out what it does not know', () => {
  const value = {
    kind: 'lift',
    minutes: null,
    tags: ['a', 1],
    facts: { a: 'b' },
    note: 'longer',
    unit: null,
    other: 1,
  };
  expect(fitSchema(schema, value, '')).toEqual({
    kind: 'lift',
    minutes: null,
    tags: ['a'],
    facts: { a: 'b' },
    note: 'long',
    unit: null,
  });
});

it('fills what is missing or of another kind from the schema and the text', () => {
  expect(fitSchema(schema, { kind: 'swim', unit: 'stone' }, 'a run')).toEqual({
    kind: 'run',
    note: 'a ru',
    unit: 'kg',
  });
  expect(fitSchema(schema, undefined, 'a run')).toMatchObject({ kind: 'run', note: 'a ru' });
});
