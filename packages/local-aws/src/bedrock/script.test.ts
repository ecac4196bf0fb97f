import { describe, expect, test } from '@jest/globals';
import { InvalidScriptError, ModelScript } from './script.ts';

const call = { function: 'Chat', operation: 'ConverseStream', modelId: 'm', tool: undefined } as const;

describe('a script', () => {
  test('paces visibly until it is told otherwise, and again when it is replaced by an empty one', () => {
    const script = new ModelScript();
    expect(script.pace).toEqual({ firstTokenMs: 250, tokenMs: 25 });
    script.replace({ firstTokenMs: 0, tokenMs: 1 });
    expect(script.pace).toEqual({ firstTokenMs: 0, tokenMs: 1 });
    script.replace({});
    expect(script.pace).toEqual({ firstTokenMs: 250, tokenMs: 25 });
  });

  test('gives its faults in order, each as often as it says', () => {
    const script = new ModelScript();
    script.replace({ faults: [{ kind: 'empty', times: 2 }, { kind: 'noise' }] });
    const kinds = [1, 2, 3, 4].map(() => script.take(call)?.kind);
    expect(kinds).toEqual(['empty', 'empty', 'noise', undefined]);
  });

  test('keeps a fault until a call comes that it waits for', () => {
    const script = new ModelScript();
    script.replace({ faults: [{ kind: 'empty', match: { tool: 'route' } }, { kind: 'noise' }] });
    expect(script.take(call)?.kind).toBe('noise');
    expect(script.take(call)).toBeUndefined();
    expect(script.take({ ...call, tool: 'route' })?.kind).toBe('empty');
  });

  test.each([
    ['not an object', 5, 'body: Invalid input: expected object, received number'],
    ['an unknown key', { tokensMs: 5 }, 'body: Unrecognized key: "tokensMs"'],
    ['an unknown key in a fault', { faults: [{ kind: 'empty', after: 1 }] }, 'faults.0: Unrecognized key: "after"'],
    ['an unknown kind', { faults: [{ kind: 'flood' }] }, 'faults.0.kind: Invalid discriminator value'],
    ['a negative pause', { tokenMs: -1 }, 'tokenMs: Too small'],
    ['a fault without what it needs', { faults: [{ kind: 'omit' }] }, 'faults.0.events: '],
  ])('that is %s is refused by name, and the script before it stays', (_, body, problem) => {
    const script = new ModelScript();
    script.replace({ tokenMs: 3 });
    expect(() => script.replace(body)).toThrow(InvalidScriptError);
    expect(() => script.replace(body)).toThrow(problem);
    expect(script.pace.tokenMs).toBe(3);
  });
});
