import { afterEach, describe, expect, it } from '@jest/globals';
import { INITIAL_STATE } from './agent-state.ts';
import { createStateStore } from './state-store.ts';

const { queueMicrotask } = globalThis;
afterEach(() => {
  globalThis.queueMicrotask = queueMicrotask;
});

describe('a store of states', () => {
  it('tells each listener what kind of change it was, and nobody of a change that is none', () => {
    const store = createStateStore({ ...INITIAL_STATE, extra: 1 });
    const told: string[] = [];
    const leave = store.subscribe((change) => told.push(change));
    store.patch({ draft: 'x' });
    store.patch({ draft: 'x' }, { extra: 1 });
    store.patchText('a');
    store.patchText('a');
    store.patch({}, { extra: 2 });
    leave();
    leave();
    store.patch({ draft: 'y' });
    expect(told).toEqual(['state', 'text', 'state']);
  });

  it('keeps a state as it was when there is a next one', () => {
    const store = createStateStore({ ...INITIAL_STATE });
    const before = store.get();
    store.patchText('a');
    expect(before.streamingMessage).toBe('');
    expect(store.get()).toEqual({ ...before, streamingMessage: 'a' });
    expect(store.get().messages).toBe(before.messages);
  });

  it('tells the others where one listener throws, and reports what it threw', () => {
    const reports: (() => void)[] = [];
    globalThis.queueMicrotask = (report) => void reports.push(report);
    const store = createStateStore({ ...INITIAL_STATE });
    const told: string[] = [];
    store.subscribe(() => {
      throw new Error('a listener');
    });
    store.subscribe((change) => told.push(change));
    store.patch({ draft: 'x' });
    expect(told).toEqual(['state']);
    expect(reports).toHaveLength(1);
    expect(() => reports[0]?.()).toThrow('a listener');
  });
});
