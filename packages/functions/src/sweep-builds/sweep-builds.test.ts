import { describe, expect, it } from '@jest/globals';
import { sweepBuilds } from './sweep-builds.ts';

const PENDING = ['sess_1', 'sess_2', 'sess_3'].map((sessionId) => ({ userId: 'u', sessionId }));
const signal = new AbortController().signal;

describe('a sweep of builds', () => {
  it('looks after every build, also behind one that fails, and tells how it went', async () => {
    const faults: string[] = [];
    const report = await sweepBuilds({
      listPending: async () => PENDING,
      async sweep({ sessionId }) {
        if (sessionId === 'sess_1') {
          throw new Error('throttled');
        }
        return sessionId === 'sess_2'
          ? { action: 'invoked' }
          : { action: 'ended', outcome: { status: 'failed', reason: 'NEVER_STARTED' } };
      },
      onFault: (what) => faults.push(what),
      signal,
    });
    expect(report).toEqual({ pending: 3, invoked: 1, ended: 1, failed: 1 });
    expect(faults).toEqual(['Looking after a build']);
  });

  it('ends where its time is up', async () => {
    const swept: string[] = [];
    const controller = new AbortController();
    await sweepBuilds({
      listPending: async () => PENDING,
      async sweep({ sessionId }) {
        swept.push(sessionId);
        controller.abort();
        return { action: 'left' };
      },
      onFault: () => undefined,
      signal: controller.signal,
    });
    expect(swept).toEqual(['sess_1']);
  });

  it('fails where it cannot see what waits', async () => {
    const listPending = () => Promise.reject(new Error('throttled'));
    const sweep = () => Promise.reject(new Error('never'));
    await expect(sweepBuilds({ listPending, sweep, onFault: () => undefined, signal })).rejects.toThrow('throttled');
  });
});
