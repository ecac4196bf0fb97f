import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { textOf } from '../../turn-engine/test/read-run.ts';
import { callsOf } from './coach-world.fixture.ts';
import { effectsOf, ofType, planAs, SQUATS, useConversations } from './conduct-turn.fixture.ts';
import { toCompleteFields } from './turn/turn-effects.ts';

const { world, ask, newRef, workoutsOf } = await useConversations();

describe('a workout', () => {
  it.each(['/log-workout 5x5 squats at 80 kg yesterday evening', 'I did 5x5 squats at 80 kg yesterday evening'])(
    'is read beside the answer, stored, and told in an event and with the answer: %s',
    async (message) => {
      const ref = await newRef({ timezone: 'Asia/Tokyo' });
      world.answers.tools = { plan_turn: () => planAs(message), log_workout: () => SQUATS };
      const sentAt = new Date(Date.now() - 60_000).toISOString();
      const asked = await ask(ref, message, { sentAt });
      const [workout] = await workoutsOf(ref);
      expect(workout).toMatchObject({
        ...SQUATS,
        ...ref,
        workoutId: `wko_${asked.turnId}`,
      });
      const local = new Intl.DateTimeFormat('sv-SE', {
        timeZone: 'Asia/Tokyo',
        dateStyle: 'short',
        timeStyle: 'short',
      });
      const dayBefore = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo', dateStyle: 'short' });
      expect(local.format(Date.parse(workout?.completedAt ?? ''))).toBe(
        `${dayBefore.format(Date.parse(sentAt) - 86_400_000)} 19:00`,
      );
      const workoutLogged = {
        workoutId: workout?.workoutId,
        discipline: 'weightlifting',
        completedAt: workout?.completedAt,
      };
      expect(ofType(asked.events, 'metadata')).toEqual([{ type: 'metadata', workoutLogged }]);
      expect(toCompleteFields(asked.result?.effects)).toMatchObject({ workoutLogged });
      expect(effectsOf(asked)?.afterWork.isWorkoutPending).toBe(false);
    },
  );

  it.each(['planning_inquiry', 'advice_seeking', 'future_planning', 'no_performance_data'])(
    'that turns out to be none is not stored (%s), unless it was ordered',
    async (flag) => {
      const ref = await newRef();
      const flagged = { ...SQUATS, extraction: { confidence: 0.4, flags: [flag] } };
      world.answers.tools = { plan_turn: () => planAs('Did 5x5 squats at 80 kg'), log_workout: () => flagged };
      const natural = await ask(ref, 'Did 5x5 squats at 80 kg');
      expect([await workoutsOf(ref), ofType(natural.events, 'metadata')]).toEqual([[], []]);
      const ordered = await ask(ref, '/log-workout 5x5 squats at 80 kg');
      expect(await workoutsOf(ref)).toHaveLength(1);
      expect(effectsOf(ordered)?.workoutLogged?.discipline).toBe('weightlifting');
    },
  );

  it.each([0.5, 0.2])('that the plan is only %d sure of is not read', async (confidence) => {
    const workoutDetection = { isWorkoutLog: true, confidence, workoutType: null, reasoning: '' };
    world.answers.tools = {
      plan_turn: () => planAs('Did some squats', { workoutDetection }),
      log_workout: () => SQUATS,
    };
    await ask(await newRef(), 'Did some squats');
    expect(callsOf(world)).toEqual(['plan_turn', 'answer']);
  });

  it('that was ordered is stored in the person’s own words where the model fails, and is left to be read later', async () => {
    const ref = await newRef();
    world.answers.tools = { log_workout: () => ({ exercises: 'many' }) };
    const asked = await ask(ref, '/log-workout 5x5 squats at 80 kg');
    expect(await workoutsOf(ref)).toMatchObject([
      { notes: '5x5 squats at 80 kg', exercises: [], extraction: { confidence: 0, flags: ['not_extracted'] } },
    ]);
    expect(effectsOf(asked)?.afterWork.isWorkoutPending).toBe(true);
  });

  it('does not hold up the answer’s text, and its end no longer than five seconds', async () => {
    const message = 'Did 5x5 squats at 80 kg';
    world.answers.tools = { plan_turn: () => planAs(message), log_workout: () => SQUATS };
    world.bedrock.control.script({
      firstTokenMs: 1,
      tokenMs: 0,
      faults: [{ kind: 'stall', match: { tool: 'log_workout' } }],
    });
    const ref = await newRef();
    const startedAt = performance.now();
    const asked = await ask(ref, message);
    expect(asked.result).toMatchObject({ state: 'complete', text: textOf(asked.events) });
    expect(asked.result?.timings.firstTokenMs).toBeLessThan(1_500);
    // The model's own timeout is 4 s.
    expect(performance.now() - startedAt).toBeLessThan(5_500);
    expect(await workoutsOf(ref)).toEqual([]);
    expect(effectsOf(asked)?.afterWork.isWorkoutPending).toBe(true);
  }, 15_000);

  it('of a second attempt of the turn is stored over the first’s', async () => {
    const ref = await newRef();
    const turnId = randomUUID();
    world.answers.tools = { plan_turn: () => planAs('Did 5x5 squats'), log_workout: () => SQUATS };
    await ask(ref, 'Did 5x5 squats', { turnId });
    world.answers.tools.log_workout = () => ({ ...SQUATS, discipline: 'strength' });
    await ask(ref, 'Did 5x5 squats', { turnId });
    expect(await workoutsOf(ref)).toMatchObject([{ discipline: 'strength' }]);
  });
});
