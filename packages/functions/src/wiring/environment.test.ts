import { afterEach, describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { jsonVariable, readEnvironment } from './environment.ts';

const schema = z.object({ TEST_NAME: z.string(), TEST_TABLE: jsonVariable(z.object({ size: z.int() })) });

afterEach(() => {
  delete process.env.TEST_NAME;
  delete process.env.TEST_TABLE;
});

describe('readEnvironment', () => {
  it('reads variables and the JSON in them', () => {
    process.env.TEST_NAME = 'a';
    process.env.TEST_TABLE = '{"size":3}';
    expect(readEnvironment(schema)).toEqual({ TEST_NAME: 'a', TEST_TABLE: { size: 3 } });
  });

  it.each(['{', '{"size":"secret"}'])('names what is missing or malformed, never a value (%s)', (table) => {
    process.env.TEST_TABLE = table;
    expect(() => readEnvironment(schema)).toThrow(/TEST_NAME.*TEST_TABLE/);
    expect(() => readEnvironment(schema)).not.toThrow(/secret/);
  });
});
