import { describe, expect, it } from '@jest/globals';
import { afterWorkEventSchema } from './after-work-event.ts';

const event = { userId: 'u1', coachId: 'c1', conversationId: 'v1', turnId: '01M7YQ88NMSAM08JPWDNE4CY55' };

describe('the event of after-work', () => {
  it('may have members that this version does not know', () => {
    expect(afterWorkEventSchema.parse({ ...event, later: true })).toEqual(event);
  });

  it.each([{ userId: '' }, { coachId: 'a#b' }, { turnId: 'no turn' }, { turnId: event.turnId.toLowerCase() }])(
    'is refused with %j',
    (wrong) => {
      expect(afterWorkEventSchema.safeParse({ ...event, ...wrong }).success).toBe(false);
    },
  );
});
